/** Which events a client is owed that came late or left early, by when they were sent. Pure. */

/** By then, on the machine's clock, the events up to number `sent` of a track had been sent. */
export interface SendMark {
  readonly atMs: number;
  readonly sent: number;
}

/** What was sent on one track: numbers 1 to `sent`, except perhaps the `uncertain` ones. */
export interface Sent {
  readonly sent: number;
  readonly uncertain: readonly number[];
  /** In order of time; needed if clients come late or leave early. */
  readonly marks?: readonly SendMark[];
}

/** When a client was there, on the machine's clock. Default: from before the first event, until after the last. */
export interface Stay {
  readonly openedAtMs?: number | undefined;
  readonly leftAtMs?: number | undefined;
}

/** Numbers, inclusive; none if `from` is above `to`. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** What a subscription received: everything from `first` to below `next`, except the holes. */
export interface Receipt {
  /** 0 if nothing was received and nothing is expected yet. */
  readonly first: number;
  readonly next: number;
  readonly holes: readonly Range[];
}

const LEAST_GRACE_MS = 1_000;

/**
 * How close to its coming or leaving, in ms, a client is owed nothing. What it would have got last may have been under
 * way for longer than anything that arrived, which took up to `longestMs`.
 */
export function graceFor(longestMs: number): number {
  return Math.max(LEAST_GRACE_MS, 2 * longestMs);
}

/** How many of the events that a client is owed it did not get. An uncertain one does not count. */
export function lostOf(receipt: Receipt, sent: Sent, stay: Stay, graceMs: number): number {
  const due = dueOf(receipt, sent, stay, graceMs);
  const missing = missingOf(receipt).map((range) => overlap(range, due));
  const lost = missing.reduce((sum, range) => sum + sizeOf(range), 0);
  const excused = sent.uncertain.filter((number) =>
    missing.some(({ from, to }) => from <= number && number <= to),
  );
  return lost - excused.length;
}

/**
 * A client is owed what was sent more than `graceMs` after it had opened and before it left. Whatever it received
 * says that it was there too: it is owed all that follows its first event.
 */
function dueOf(
  { first, next }: Receipt,
  { sent, marks }: Sent,
  { openedAtMs, leftAtMs }: Stay,
  graceMs: number,
): Range {
  const received = first > 0 ? first : Infinity;
  return {
    from:
      openedAtMs === undefined
        ? received
        : Math.min(received, sentUntil(marks, openedAtMs + graceMs) + 1),
    to: Math.min(sent, leftAtMs === undefined ? sent : sentBefore(marks, leftAtMs - graceMs, next)),
  };
}

/** How many were sent until then, or a few more: the first mark from then on says. */
function sentUntil(marks: readonly SendMark[] | undefined, atMs: number): number {
  return marks?.[firstFrom(marks, atMs)]?.sent ?? Infinity;
}

/** How many were sent by then, or a few less; without marks, all before the newest that arrived. */
function sentBefore(marks: readonly SendMark[] | undefined, atMs: number, next: number): number {
  if (marks === undefined) return next - 1;
  return marks[firstFrom(marks, atMs) - 1]?.sent ?? 0;
}

/** The index of the first mark at `atMs` or later. */
function firstFrom(marks: readonly SendMark[], atMs: number): number {
  let [low, high] = [0, marks.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((marks[middle]?.atMs ?? Infinity) < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

function missingOf({ first, next, holes }: Receipt): Range[] {
  return [{ from: 1, to: first - 1 }, ...holes, { from: next, to: Infinity }];
}

function overlap(one: Range, other: Range): Range {
  return { from: Math.max(one.from, other.from), to: Math.min(one.to, other.to) };
}

function sizeOf({ from, to }: Range): number {
  return Math.max(0, to - from + 1);
}
