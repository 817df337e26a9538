/** How long this process stood still at most, and so saw events later than they came. */

const LOOK_MS = 20;

export class LoopWatch implements Disposable {
  longestMs = 0;
  #dueAtMs = performance.now() + LOOK_MS;
  readonly #timer = setInterval(() => this.#look(), LOOK_MS);

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const nowMs = performance.now();
    this.longestMs = Math.max(this.longestMs, nowMs - this.#dueAtMs);
    this.#dueAtMs = nowMs + LOOK_MS;
  }
}
