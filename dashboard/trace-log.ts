/** What a trace has seen: the newest events, bounded in count and size, with the time that each stage took. */

import type { TraceFrame } from "./trace-frames.ts";

export const MAX_TRACED = 5_000;
/** Of raw text, in characters. */
export const MAX_TRACED_CHARACTERS = 8 * 1024 * 1024;
/** Longer silences are marked. */
const PAUSE_MS = 1_000;

export interface TracedEvent extends TraceFrame {
  readonly key: number;
  /** When it arrived, by the hub's clock. */
  readonly atMs: number;
  readonly acceptedToDurableMs: number | undefined;
  readonly durableToSentMs: number | undefined;
  /** From the hub's socket to this page, by the hub's clock as this page estimates it; never below 0. */
  readonly sentToHereMs: number | undefined;
  /** The silence before it, if it was a long one. */
  readonly pauseMs: number | undefined;
}

export class TraceLog {
  /** Oldest first. */
  #events: TracedEvent[] = [];
  #characters = 0;
  #keys = 0;
  #lastAtMs: number | undefined;

  /** Oldest first. The list is a new one after each change. */
  get events(): readonly TracedEvent[] {
    return this.#events;
  }

  /** Adds frames that arrived together; `isHubTime` says whether `atMs` is by the hub's clock. */
  add(frames: readonly TraceFrame[], atMs: number, isHubTime: boolean): readonly TracedEvent[] {
    const added = frames.map((frame) => this.#timed(frame, atMs, isHubTime));
    for (const { raw } of added) this.#characters += raw.length;
    this.#events = [...this.#events, ...added];
    this.#trim();
    return added;
  }

  clear(): void {
    this.#events = [];
    this.#characters = 0;
    this.#lastAtMs = undefined;
  }

  #timed(frame: TraceFrame, atMs: number, isHubTime: boolean): TracedEvent {
    const { acceptedMs, durableMs, sentMs } = frame.moments;
    const silentMs = this.#lastAtMs === undefined ? 0 : atMs - this.#lastAtMs;
    const toHereMs = between(sentMs, isHubTime ? atMs : undefined);
    this.#lastAtMs = atMs;
    return {
      ...frame,
      key: this.#keys++,
      atMs,
      acceptedToDurableMs: between(acceptedMs, durableMs),
      durableToSentMs: between(durableMs, sentMs),
      sentToHereMs: toHereMs === undefined ? undefined : Math.max(0, toHereMs),
      pauseMs: silentMs > PAUSE_MS ? silentMs : undefined,
    };
  }

  #trim(): void {
    let surplus = Math.max(0, this.#events.length - MAX_TRACED);
    for (let index = 0; index < surplus; index++) {
      this.#characters -= this.#events[index]?.raw.length ?? 0;
    }
    while (this.#characters > MAX_TRACED_CHARACTERS && surplus < this.#events.length - 1) {
      this.#characters -= this.#events[surplus++]?.raw.length ?? 0;
    }
    if (surplus > 0) this.#events = this.#events.slice(surplus);
  }
}

function between(fromMs: number | undefined, toMs: number | undefined): number | undefined {
  return fromMs === undefined || toMs === undefined ? undefined : toMs - fromMs;
}
