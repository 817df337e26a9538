/** How steadily events arrive: intervals, stalls, and bursts that a buffer on the way causes. */

import { LatencyHistogram } from "../stats/latency.ts";

/** Silences from this length may be stalls; shorter ones are only counted. */
const LONG_MS = 1_000;
const MAX_LONG = 100_000;
/** A stall is this many times longer than the usual interval. */
const STALL_FACTOR = 10;
/** Events within this time of the first of a burst belong to the burst. */
const BURST_MS = 5;
const MAX_BURSTS = 20_000;

export interface Burst {
  events: number;
  bytes: number;
  readonly startedAtMs: number;
}

export class Rhythm {
  readonly interval = new LatencyHistogram();
  /** As the first client received them. */
  readonly bursts: Burst[] = [];
  readonly #lastAtMs: Float64Array;
  readonly #longMs: number[] = [];
  #receivedBytes = 0;

  constructor(clients: number) {
    this.#lastAtMs = new Float64Array(clients).fill(Number.NaN);
  }

  /** Records an event at a client. */
  enter(client: number, atMs: number): void {
    const intervalMs = atMs - (this.#lastAtMs[client] ?? Number.NaN);
    this.#lastAtMs[client] = atMs;
    if (Number.isNaN(intervalMs)) return;
    this.interval.record(intervalMs);
    if (intervalMs >= LONG_MS && this.#longMs.length < MAX_LONG) this.#longMs.push(intervalMs);
  }

  /** The client's connection broke: the time until its next event does not count. */
  interrupt(client: number): void {
    this.#lastAtMs[client] = Number.NaN;
  }

  /** Ends the account: a silence that is longer than usual by now counts, although no event has ended it. */
  end(atMs: number): void {
    const usualMs = this.interval.percentileMs(50) ?? Infinity;
    for (const [client, lastAtMs] of this.#lastAtMs.entries()) {
      if (atMs - lastAtMs > usualMs) this.enter(client, atMs);
    }
  }

  /** Records an event at the first client, which had received this many bytes by then. */
  enterBurst(atMs: number, receivedBytes: number): void {
    const bytes = receivedBytes - this.#receivedBytes;
    this.#receivedBytes = receivedBytes;
    const burst = this.bursts.at(-1);
    if (burst !== undefined && atMs - burst.startedAtMs <= BURST_MS) {
      burst.events += 1;
      burst.bytes += bytes;
    } else if (this.bursts.length < MAX_BURSTS) {
      this.bursts.push({ events: 1, bytes, startedAtMs: atMs });
    }
  }

  /** The number of silences of at least a second and ten times the usual interval. */
  stalls(): number {
    const usualMs = this.interval.percentileMs(50) ?? 0;
    return this.#longMs.filter((longMs) => longMs > usualMs * STALL_FACTOR).length;
  }
}

export interface Gathering {
  readonly events: number;
  readonly bytes: number;
  /** From the start of one burst to the start of the next. */
  readonly everyMs: number;
}

const MIN_BURSTS = 3;
const MANY_EVENTS = 3;
/** Bursts closer together than this are normal for a busy server. */
const LEAST_EVERY_MS = 50;

/** The typical burst; `undefined` if events arrive one by one. */
export function gatheringOf(bursts: readonly Burst[]): Gathering | undefined {
  // The first burst contains what the server had queued.
  const later = bursts.slice(1);
  const events = median(later.map((burst) => burst.events));
  if (later.length < MIN_BURSTS || events < MANY_EVENTS) return undefined;
  const starts = later.map(({ startedAtMs }) => startedAtMs);
  const everyMs = median(
    starts.slice(1).map((startMs, index) => startMs - (starts[index] ?? startMs)),
  );
  if (everyMs < LEAST_EVERY_MS) return undefined;
  return { events, bytes: median(later.map(({ bytes }) => bytes)), everyMs };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;
}
