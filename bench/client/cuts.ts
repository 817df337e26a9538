/** For tests: every relevant way to split the same bytes, and seeded randomness. */

/** Pieces of equal length from 1 byte up, then each split in two, then the whole. */
export function* cuts(bytes: Buffer): Generator<Buffer[]> {
  for (let size = 1; size <= Math.min(9, bytes.length); size++) yield pieces(bytes, size);
  for (let at = 1; at < bytes.length; at++) yield [bytes.subarray(0, at), bytes.subarray(at)];
  yield [bytes];
}

function pieces(bytes: Buffer, size: number): Buffer[] {
  const count = Math.ceil(bytes.length / size);
  return Array.from({ length: count }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
}

/** Mulberry32: whole numbers from 0 to below `limit`, the same for the same seed. */
export function seededRandom(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}
