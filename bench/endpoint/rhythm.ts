/** How steadily events come: the times between them, stalls, and bursts as a buffer on the way makes them. */

import { LatencyHistogram } from "../stats/latency.ts";

/** Silences from here on may be stalls; shorter ones are only counted. */
const LONG_MS = 1_000;
const MAX_LONG = 100_000;
/** A stall is so much longer than the usual time between two events. */
const STALL_FACTOR = 10;
/** What comes within this time of the first of a burst came at once. */
const BURST_MS = 5;
const MAX_BURSTS = 20_000;

export interface Burst {
  events: number;
  bytes: number;
  readonly startedAtMs: number;
}

export class Rhythm {
  readonly interval = new LatencyHistogram();
  /** As the first client saw them. */
  readonly bursts: Burst[] = [];
  readonly #lastAtMs: Float64Array;
  readonly #longMs: number[] = [];
  #receivedBytes = 0;

  constructor(clients: number) {
    this.#lastAtMs = new Float64Array(clients).fill(Number.NaN);
  }

  /** An event came to a client. */
  enter(client: number, atMs: number): void {
    const intervalMs = atMs - (this.#lastAtMs[client] ?? Number.NaN);
    this.#lastAtMs[client] = atMs;
    if (Number.isNaN(intervalMs)) return;
    this.interval.record(intervalMs);
    if (intervalMs >= LONG_MS && this.#longMs.length < MAX_LONG) this.#longMs.push(intervalMs);
  }

  /** The client's connection broke: the time until its next event says nothing. */
  interrupt(client: number): void {
    this.#lastAtMs[client] = Number.NaN;
  }

  /** An event came to the first client, which had received so many bytes by then. */
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

  /** Silences of at least a second that are ten times the usual time between two events. */
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
/** Bursts closer together than this are what a busy server makes of its turns. */
const LEAST_EVERY_MS = 50;

/** What the usual burst is like; undefined where events come one by one. */
export function gatheringOf(bursts: readonly Burst[]): Gathering | undefined {
  // The first came with what the server had waiting.
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
