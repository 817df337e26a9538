/** How late the event loop runs a timer: what every event had to wait at the worst. */

const PROBE_MS = 20;

export interface LoopLagProbe {
  /** The longest lateness since the last call, in ms. */
  takeMs(): number;
  stop(): void;
}

/** Watches the event loop until stopped; `nowMs` is a monotonic clock. */
export function startLoopLagProbe(nowMs: () => number): LoopLagProbe {
  let worstMs = 0;
  let dueMs = nowMs() + PROBE_MS;
  const timer = setInterval(() => {
    const atMs = nowMs();
    worstMs = Math.max(worstMs, atMs - dueMs);
    dueMs = atMs + PROBE_MS;
  }, PROBE_MS);
  return {
    takeMs() {
      const takenMs = worstMs;
      worstMs = 0;
      return takenMs;
    },
    stop: () => clearInterval(timer),
  };
}
