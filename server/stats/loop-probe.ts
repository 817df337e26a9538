/** Times how late the event loop runs a timer: so long waits whatever else is due in it. */

export interface LoopProbeOptions {
  readonly everyMs: number;
  /** Monotonic. */
  readonly nowMs: () => number;
  readonly onLag: (lagMs: number) => void;
}

/** Probes until stopped by the answer; it does not keep the process alive. */
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
