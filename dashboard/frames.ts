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
