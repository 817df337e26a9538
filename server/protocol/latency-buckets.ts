/**
 * Latencies counted in buckets of equal width on a logarithmic axis, five a decade from 0.01 ms to 10 s. They are told
 * packed: the first bucket that has any, and then the counts from there to the last that has any; empty without a value.
 */

/** Those that are counted so. */
export const BUCKETED_LATENCIES = ["acceptedToSent", "acceptedToParsed", "canary"] as const;
export type BucketedLatency = (typeof BUCKETED_LATENCIES)[number];

/** `[first, count, count, …]`, or `[]`. */
export type PackedBuckets = readonly number[];

export const BUCKETS_PER_DECADE = 5;
const SHORTEST_MS = 0.01;
const DECADES = 6;
/** The first has what is shorter than 0.01 ms, the last what takes 10 s or longer. */
export const BUCKET_COUNT = DECADES * BUCKETS_PER_DECADE + 2;

/** The bucket of a latency. */
export function bucketOf(ms: number): number {
  const bucket = 1 + Math.floor(Math.log10(ms / SHORTEST_MS) * BUCKETS_PER_DECADE);
  return Math.min(BUCKET_COUNT - 1, Math.max(0, bucket));
}

/** The shortest latency of a bucket, in ms; the first is drawn as wide as the others. */
export function bucketFromMs(bucket: number): number {
  return SHORTEST_MS * 10 ** ((bucket - 1) / BUCKETS_PER_DECADE);
}

export function packedBuckets(counts: ArrayLike<number>): PackedBuckets {
  const all = Array.from(counts);
  const first = all.findIndex((count) => count > 0);
  if (first < 0) return [];
  return [first, ...all.slice(first, all.findLastIndex((count) => count > 0) + 1)];
}

/** Calls `call` with each bucket that has any, and its count. */
export function visitBuckets(
  packed: PackedBuckets,
  call: (bucket: number, count: number) => void,
): void {
  const [first = 0] = packed;
  for (let index = 1; index < packed.length; index++) {
    const count = packed[index] ?? 0;
    if (count > 0) call(first + index - 1, count);
  }
}
