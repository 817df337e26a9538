/**
 * One redraw per animation frame, however often something changes: drawing never queues. Nothing is drawn while the
 * page is hidden; it is redrawn once when it is shown again.
 */

/** Returns the function to call whenever something has changed. */
export function startFrames(draw: () => void): () => void {
  let isAsked = false;
  const ask = () => {
    if (isAsked || document.hidden) return;
    isAsked = true;
    requestAnimationFrame(() => {
      isAsked = false;
      draw();
    });
  };
  document.addEventListener("visibilitychange", ask);
  return ask;
}

/** How `atMostEvery()` waits. */
export type Later = (call: () => void, waitMs: number) => void;

/**
 * The function to call instead of `call`: the first time it calls at once; what comes in the next `leastMs` is one call
 * at their end. For what changes faster than anybody reads.
 */
export function atMostEvery(
  leastMs: number,
  call: () => void,
  later: Later = (after, waitMs) => setTimeout(after, waitMs),
): () => void {
  let isWaiting = false;
  let isAsked = false;
  const now = () => {
    isAsked = false;
    isWaiting = true;
    call();
    later(() => {
      isWaiting = false;
      if (isAsked) now();
    }, leastMs);
  };
  return () => {
    if (isWaiting) isAsked = true;
    else now();
  };
}
