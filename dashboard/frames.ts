/**
 * One redraw per animation frame, however often something changes: drawing never queues.
 * Nothing is drawn while the page is hidden; it is drawn once when it is seen again.
 */

/** Answers the function to call whenever something changed. */
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
