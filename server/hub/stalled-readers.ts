/**
 * Full streams. Each is polled: one that has drained continues, and one that took nothing for too long has stalled.
 * They wait here as cursors, however much they miss.
 */

import type { Peer, Subscriber } from "./subscriber.ts";

/** Polling interval for full streams. */
const POLL_MS = 10;
/**
 * If two polls are further apart, the process or the machine was suspended and no reader could be served: all get
 * their whole timeout again.
 */
const STANDSTILL_MS = 1_000;

/**
 * After this share of the timeout, a full stream is judged by the bytes its other end has acknowledged: on a slow
 * link a chunk takes long, and the stream looks unchanged until all of it is gone.
 */
const WATCHED_FROM = 1 / 8;

export interface StalledReadersOptions {
  readonly stallTimeoutMs: number;
  readonly takenBytes: (peer: Peer) => number | undefined;
  readonly nowMs: () => number;
  readonly onDrained: (subscriber: Subscriber) => void;
  readonly onStalled: (subscriber: Subscriber) => void;
}

/**
 * How full a stream was, how much its other end had acknowledged when last checked, and since when neither has
 * changed.
 */
interface Waiting {
  desiredSize: number;
  takenBytes: number | undefined;
  unchangedSinceMs: number;
  /** The timeout counts from here: later than that, if a reader could not be served or not be watched. */
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
    this.#full.set(subscriber, {
      desiredSize,
      takenBytes: undefined,
      unchangedSinceMs: nowMs,
      sinceMs: nowMs,
    });
    if (this.#poll !== undefined) return;
    this.#lookedAtMs = nowMs;
    this.#poll = setInterval(() => this.#lookAtAll(), POLL_MS);
  }

  delete(subscriber: Subscriber): void {
    this.#full.delete(subscriber);
  }

  /** Whether it has taken nothing for the whole timeout: the kernel closes such a connection too, and may be first. */
  hasTimedOut(subscriber: Subscriber): boolean {
    return (this.fullForMs(subscriber) ?? 0) > this.#options.stallTimeoutMs;
  }

  /** For how long it has been full and has taken nothing; `undefined` if it is not full. */
  fullForMs(subscriber: Subscriber): number | undefined {
    const waiting = this.#full.get(subscriber);
    return waiting && this.#options.nowMs() - waiting.unchangedSinceMs;
  }

  stop(): void {
    clearInterval(this.#poll);
    this.#poll = undefined;
    this.#full.clear();
  }

  #lookAtAll(): void {
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
    const fullForMs = nowMs - waiting.sinceMs;
    if (desiredSize !== waiting.desiredSize) {
      waiting.desiredSize = desiredSize;
      noteChange(waiting, nowMs);
    } else if (waiting.takenBytes === undefined && fullForMs > stallTimeoutMs * WATCHED_FROM) {
      waiting.takenBytes = this.#takenBy(subscriber);
      if (waiting.takenBytes !== undefined) waiting.sinceMs = nowMs;
    }
    if (
      nowMs - waiting.sinceMs > stallTimeoutMs &&
      !this.#hasTakenMore(subscriber, waiting, nowMs)
    ) {
      this.#full.delete(subscriber);
      onStalled(subscriber);
    }
  }

  #hasTakenMore(subscriber: Subscriber, waiting: Waiting, nowMs: number): boolean {
    const taken = this.#takenBy(subscriber);
    if (taken === undefined || taken === waiting.takenBytes) return false;
    waiting.takenBytes = taken;
    noteChange(waiting, nowMs);
    return true;
  }

  #takenBy({ peer }: Subscriber): number | undefined {
    return peer === undefined ? undefined : this.#options.takenBytes(peer);
  }
}

function noteChange(waiting: Waiting, nowMs: number): void {
  waiting.unchangedSinceMs = nowMs;
  waiting.sinceMs = nowMs;
}
