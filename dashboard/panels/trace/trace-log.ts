/** What a trace has seen: the newest events, bounded in count and size, with the time that each stage took. */

import type { TraceFrame } from "../../feed/raw-frames.ts";

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

/** Events beyond the bound that are dropped together. */
const SPARE = 500;

export class TraceLog {
  /** Oldest first; those before `#from` are no longer kept. */
  readonly #events: TracedEvent[] = [];
  #from = 0;
  #shown: readonly TracedEvent[] | undefined;
  #characters = 0;
  #keys = 0;
  #lastAtMs: number | undefined;

  /** Oldest first. The list is a new one after each change, with keys that count up by one. */
  get events(): readonly TracedEvent[] {
    return (this.#shown ??= this.#events.slice(this.#from));
  }

  /** Adds frames that arrived together; `isHubTime` says whether `atMs` is by the hub's clock. */
  add(frames: readonly TraceFrame[], atMs: number, isHubTime: boolean): readonly TracedEvent[] {
    const added = frames.map((frame) => this.#timed(frame, atMs, isHubTime));
    for (const event of added) {
      this.#characters += event.raw.length;
      this.#events.push(event);
    }
    this.#shown = undefined;
    this.#trim();
    return added;
  }

  clear(): void {
    this.#events.length = 0;
    this.#from = 0;
    this.#shown = undefined;
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
    while (this.#isTooMuch() && this.#from < this.#events.length - 1) {
      this.#characters -= this.#events[this.#from++]?.raw.length ?? 0;
    }
    const isLarge = this.#characters > MAX_TRACED_CHARACTERS / 2;
    if (this.#from > SPARE || (isLarge && this.#from > 0)) {
      this.#events.splice(0, this.#from);
      this.#from = 0;
    }
  }

  #isTooMuch(): boolean {
    return (
      this.#events.length - this.#from > MAX_TRACED || this.#characters > MAX_TRACED_CHARACTERS
    );
  }
}

function between(fromMs: number | undefined, toMs: number | undefined): number | undefined {
  return fromMs === undefined || toMs === undefined ? undefined : toMs - fromMs;
}
