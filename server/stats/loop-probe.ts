/** Measures how late the event loop runs a timer, and so how long everything else in it has to wait. */

export interface LoopProbeOptions {
  readonly everyMs: number;
  /** Monotonic. */
  readonly nowMs: () => number;
  readonly onLag: (lagMs: number) => void;
}

/** Probes until the returned function is called; does not keep the process alive. */
export function startLoopProbe({ everyMs, nowMs, onLag }: LoopProbeOptions): () => void {
  let timer: ReturnType<typeof setTimeout>;
  const arm = () => {
    const dueMs = nowMs() + everyMs;
    timer = setTimeout(() => {
      onLag(Math.max(0, nowMs() - dueMs));
      arm();
    }, everyMs);
    timer.unref();
  };
  arm();
  return () => clearTimeout(timer);
}
