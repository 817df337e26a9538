/**
 * Streams that are full. Each is looked at again and again: one that has drained reads on, and one that
 * took nothing for too long has stalled. They wait here as cursors, whatever they miss.
 */

import type { Subscriber } from "./subscriber.ts";

/** How often a full stream is looked at. */
const POLL_MS = 10;
/**
 * Between two looks that lie further apart, this process or its machine stood still, and no reader could have
 * been served meanwhile: all get their whole time again.
 */
const STANDSTILL_MS = 1_000;

export interface StalledReadersOptions {
  readonly stallTimeoutMs: number;
  readonly nowMs: () => number;
  readonly onDrained: (subscriber: Subscriber) => void;
  readonly onStalled: (subscriber: Subscriber) => void;
}

/** How full a stream was when it last took something, and when that was. */
interface Waiting {
  desiredSize: number;
  sinceMs: number;
}

export class StalledReaders {
  readonly #options: StalledReadersOptions;
  readonly #full = new Map<Subscriber, Waiting>();
  #poll: Timer | undefined;
  #lookedAtMs = 0;

  constructor(options: StalledReadersOptions) {
    this.#options = options;
  }

  get members(): Iterable<Subscriber> {
    return this.#full.keys();
  }

  add(subscriber: Subscriber): void {
    const desiredSize = subscriber.sink.desiredSize ?? 0;
    const nowMs = this.#options.nowMs();
    this.#full.set(subscriber, { desiredSize, sinceMs: nowMs });
    if (this.#poll !== undefined) return;
    this.#lookedAtMs = nowMs;
    this.#poll = setInterval(() => this.lookAtAll(), POLL_MS);
  }

  delete(subscriber: Subscriber): void {
    this.#full.delete(subscriber);
  }

  stop(): void {
    clearInterval(this.#poll);
    this.#poll = undefined;
    this.#full.clear();
  }

  /** Done by itself every 10 ms. */
  lookAtAll(): void {
    const nowMs = this.#options.nowMs();
    if (nowMs - this.#lookedAtMs > STANDSTILL_MS) {
      for (const waiting of this.#full.values()) waiting.sinceMs = nowMs;
    }
    this.#lookedAtMs = nowMs;
    for (const [subscriber, waiting] of this.#full) this.#lookAt(subscriber, waiting, nowMs);
    if (this.#full.size === 0) this.stop();
  }

  #lookAt(subscriber: Subscriber, waiting: Waiting, nowMs: number): void {
    const { stallTimeoutMs, onDrained, onStalled } = this.#options;
    const { desiredSize } = subscriber.sink;
    if (desiredSize === null || desiredSize >= 0) {
      this.#full.delete(subscriber);
      return onDrained(subscriber);
    }
    if (desiredSize !== waiting.desiredSize) {
      waiting.desiredSize = desiredSize;
      waiting.sinceMs = nowMs;
    } else if (nowMs - waiting.sinceMs > stallTimeoutMs) {
      this.#full.delete(subscriber);
      onStalled(subscriber);
    }
  }
}
