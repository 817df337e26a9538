/** Picks a page out of many without sorting them all. */

/** Says whether one of two different indexes comes first. */
export type IsBefore = (one: number, other: number) => boolean;

/**
 * The indexes from 0 to `count` that a sorted list has from `offset` on, at most `limit`. Only parts of the list that
 * reach into the page are sorted: about 2 × `count` comparisons.
 */
export function pageOf(count: number, isBefore: IsBefore, offset: number, limit: number): number[] {
  const order = new Uint32Array(count);
  for (let index = 0; index < count; index++) order[index] = index;
  const end = Math.min(count, offset + limit);
  const parts = [{ from: 0, to: count }];
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    const { from, to } = part;
    if (to - from < 2 || from >= end || to <= offset) continue;
    const middle = divide(order, from, to, isBefore);
    parts.push({ from, to: middle }, { from: middle + 1, to });
  }
  return [...order.subarray(offset, end)];
}

/**
 * Moves what comes before a pivot to its left, and returns where the pivot is then. It is taken at random, so that no
 * order of the list is a slow one.
 */
function divide(order: Uint32Array, from: number, to: number, isBefore: IsBefore): number {
  const last = to - 1;
  swap(order, from + Math.floor(Math.random() * (to - from)), last);
  const pivot = order[last] ?? 0;
  let middle = from;
  for (let at = from; at < last; at++) {
    if (isBefore(order[at] ?? 0, pivot)) swap(order, at, middle++);
  }
  swap(order, middle, last);
  return middle;
}

function swap(order: Uint32Array, one: number, other: number): void {
  const kept = order[one] ?? 0;
  order[one] = order[other] ?? 0;
  order[other] = kept;
}
