/**
 * How certain a percentile of latencies is. The deliveries of one event are late together, so events are resampled,
 * not deliveries: 60,000 deliveries of 60 events are 60 samples. Neighbours are late together too, so they are drawn
 * in blocks (the circular block bootstrap of Politis and Romano, 1992).
 */

import { randomFrom } from "./random.ts";

/** Each bucket is 2 % wide, from 1 µs to over 600 s. */
const GROWTH = Math.log(1.02);
const BUCKETS = 1_024;
/** Beyond this, events that were due near each other count as one. */
const MAX_MOMENTS = 1_024;
const FEWEST_MOMENTS = 10;
const RESAMPLES = 400;
const CONFIDENCE = 0.95;
const SEED = 1;

/** As plain data, for another process: a moment is its number, then a bucket and its count, and so on. */
export interface EncodedEventLatencies {
  readonly widthMs: number;
  readonly moments: readonly (readonly number[])[];
}

export interface PercentileInterval {
  readonly lowMs: number;
  readonly highMs: number;
}

export class EventLatencies {
  /** All events due within this time are one moment. */
  #widthMs = 1;
  /** The counts of each moment's latencies, by bucket. */
  #moments = new Map<number, Uint32Array>();

  /** Adds a delivery of an event that was due at `intendedMs`. */
  record(intendedMs: number, latencyMs: number): void {
    this.#add(Math.floor(intendedMs / this.#widthMs), bucketOf(latencyMs), 1);
  }

  /** Adds those of another process. */
  addEncoded({ widthMs, moments }: EncodedEventLatencies): void {
    while (this.#widthMs < widthMs) this.#widen();
    for (const [moment = 0, ...pairs] of moments) {
      for (let at = 0; at < pairs.length; at += 2) {
        const own = Math.floor((moment * widthMs) / this.#widthMs);
        this.#add(own, pairs[at] ?? 0, pairs[at + 1] ?? 0);
      }
    }
  }

  encode(): EncodedEventLatencies {
    const moments = [...this.#moments].map(([moment, counts]) => {
      const pairs = [moment];
      for (const [bucket, count] of counts.entries()) if (count > 0) pairs.push(bucket, count);
      return pairs;
    });
    return { widthMs: this.#widthMs, moments };
  }

  reset(): void {
    this.#widthMs = 1;
    this.#moments.clear();
  }

  /** The 95 % intervals of these percentiles (0 to 100), within 2 %; `undefined` for fewer than 10 events. */
  intervals(percentiles: readonly number[]): PercentileInterval[] | undefined {
    const inOrder = [...this.#moments].toSorted(([one], [other]) => one - other);
    const moments = inOrder.map(([, counts]) => counts);
    if (moments.length < FEWEST_MOMENTS) return undefined;
    const drawn = Array.from(percentiles, () => new Float64Array(RESAMPLES));
    const random = randomFrom(SEED);
    for (let resample = 0; resample < RESAMPLES; resample++) {
      const counts = resampled(moments, random);
      const total = counts.reduce((sum, count) => sum + count, 0);
      for (const [index, percentile] of percentiles.entries()) {
        const values = drawn[index];
        if (values !== undefined) values[resample] = percentileOf(counts, total, percentile);
      }
    }
    const tail = Math.floor(((1 - CONFIDENCE) / 2) * RESAMPLES);
    return drawn.map((values) => {
      const sorted = values.toSorted();
      return { lowMs: sorted[tail] ?? 0, highMs: sorted[RESAMPLES - 1 - tail] ?? 0 };
    });
  }

  #add(moment: number, bucket: number, count: number): void {
    let counts = this.#moments.get(moment);
    if (counts === undefined) {
      counts = new Uint32Array(BUCKETS);
      this.#moments.set(moment, counts);
    }
    counts[bucket] = (counts[bucket] ?? 0) + count;
    if (this.#moments.size > MAX_MOMENTS) this.#widen();
  }

  /** Joins neighbours in pairs. */
  #widen(): void {
    const before = this.#moments;
    this.#widthMs *= 2;
    this.#moments = new Map();
    for (const [moment, counts] of before) {
      const joined = this.#moments.get(Math.floor(moment / 2));
      if (joined === undefined) this.#moments.set(Math.floor(moment / 2), counts);
      else addCounts(joined, counts);
    }
  }
}

/** As many moments as there are, in blocks of neighbours; the first follows the last. */
function resampled(moments: readonly Uint32Array[], random: () => number): Float64Array {
  const counts = new Float64Array(BUCKETS);
  const block = Math.ceil(Math.cbrt(moments.length));
  for (let taken = 0; taken < moments.length;) {
    const start = Math.floor(random() * moments.length);
    for (let step = 0; step < block && taken < moments.length; step++, taken++) {
      const moment = moments[(start + step) % moments.length];
      if (moment !== undefined) addCounts(counts, moment);
    }
  }
  return counts;
}

function addCounts(to: Float64Array | Uint32Array, counts: Uint32Array): void {
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    to[bucket] = (to[bucket] ?? 0) + (counts[bucket] ?? 0);
  }
}

function percentileOf(counts: Float64Array, total: number, percentile: number): number {
  const rank = Math.max(1, Math.ceil((percentile / 100) * total - 1e-6));
  let seen = 0;
  for (const [bucket, count] of counts.entries()) {
    seen += count;
    if (seen >= rank) return middleMs(bucket);
  }
  return Number.NaN;
}

function bucketOf(ms: number): number {
  return Math.min(BUCKETS - 1, Math.max(0, Math.floor(Math.log(ms * 1000) / GROWTH)));
}

function middleMs(bucket: number): number {
  return Math.exp((bucket + 0.5) * GROWTH) / 1000;
}
