/** Which events a client is owed that came late or left early: by when they were sent, and by what others got. Pure. */

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

/** What all clients of a process together saw of one track. */
export interface Sightings {
  /** An event's place in the order that the server promises to each client; `undefined` if no client got it. */
  placeOf(number: number): number | undefined;
  /** When the first client got it; `undefined` if none did. */
  firstAtMs(number: number): number | undefined;
  /** The latest send time of all that had reached any client by then, whatever its track; `-Infinity` for nothing. */
  newestSentMs(atMs: number): number;
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
/** After this long an event counts as lost, even if no client got it or anything later. */
const LONGEST_WAY_MS = 10_000;

const NO_SIGHTINGS: Sightings = {
  placeOf: () => undefined,
  firstAtMs: () => undefined,
  newestSentMs: () => Infinity,
};

/**
 * How close to its coming or leaving, in ms, a client is owed nothing unless what it got shows that it is. What it
 * would have got last may have been under way for longer than anything that arrived, which took up to `longestMs`.
 */
export function graceFor(longestMs: number): number {
  return Math.max(LEAST_GRACE_MS, 2 * longestMs);
}

/** How many of the events that a client is owed it did not get. An uncertain one does not count. */
export function lostOf(
  receipt: Receipt,
  sent: Sent,
  stay: Stay,
  graceMs: number,
  sightings: Sightings = NO_SIGHTINGS,
): number {
  const isThereAllTheTime = stay.openedAtMs === undefined && stay.leftAtMs === undefined;
  if (isThereAllTheTime) return lostOfOneThere(receipt, sent);
  const isOwed = dueTo(receipt, sent, stay, graceMs, sightings);
  const missing = missingOf(receipt, sentDuring(stay, sent));
  const lost = missing.reduce((sum, range) => sum + countIn(range, isOwed), 0);
  return lost - countUncertain(missing, sent, isOwed);
}

/** It is owed whatever follows its first event, however much that is; nothing if nobody is in its place. */
function lostOfOneThere(receipt: Receipt, sent: Sent): number {
  if (receipt.first === 0) return 0;
  const [, ...missing] = missingOf(receipt, sent.sent);
  const lost = missing.reduce((sum, range) => sum + sizeOf(range), 0);
  return lost - countUncertain(missing, sent, () => true);
}

/** How many had been sent when it left, or a few more: it is owed none of those that were sent later. */
function sentDuring({ leftAtMs }: Stay, { sent, marks }: Sent): number {
  return leftAtMs === undefined || marks === undefined
    ? sent
    : Math.min(sent, sentUntil(marks, leftAtMs));
}

type IsOwed = (number: number) => boolean;

function dueTo(
  receipt: Receipt,
  sent: Sent,
  stay: Stay,
  graceMs: number,
  sightings: Sightings,
): IsOwed {
  const isAfterComing = dueAfterComing(receipt, sent, stay, graceMs, sightings);
  const isBeforeLeaving = dueBeforeLeaving(receipt, sent, stay, graceMs, sightings);
  return (number) => isAfterComing(number) && isBeforeLeaving(number);
}

/**
 * A client that came late is owed what is behind its first event in the server's order: a publish that was sent before
 * another may be accepted after it, and the client may come in between. Where nobody knows the order, it is owed what
 * follows its first event and was sent after it had opened, and whatever was sent more than `graceMs` after that.
 */
function dueAfterComing(
  { first }: Receipt,
  { marks }: Sent,
  { openedAtMs }: Stay,
  graceMs: number,
  { placeOf }: Sightings,
): IsOwed {
  const received = first > 0 ? first : Infinity;
  if (openedAtMs === undefined) return (number) => number >= received;
  const atOpening = marks === undefined ? 0 : sentUntil(marks, openedAtMs);
  const soonAfter = marks === undefined ? Infinity : sentUntil(marks, openedAtMs + graceMs);
  const firstPlace = placeOf(first);
  return (number) => {
    const place = placeOf(number);
    if (place !== undefined && firstPlace !== undefined) return place > firstPlace;
    return number > soonAfter || (number >= received && number > atOpening);
  };
}

/**
 * A client that left is owed what is before its last event in the server's order: that one shows that the others had
 * their time. Of what is behind, it is owed what was sent more than `graceMs` before it left, if another client had
 * got that by then, or something that was sent later: a server that keeps everybody waiting has lost nothing yet.
 */
function dueBeforeLeaving(
  { next }: Receipt,
  { marks }: Sent,
  { leftAtMs }: Stay,
  graceMs: number,
  { placeOf, firstAtMs, newestSentMs }: Sightings,
): IsOwed {
  if (leftAtMs === undefined) return () => true;
  // Without times nothing is known of what is behind.
  const inTime = marks === undefined ? next - 1 : sentBefore(marks, leftAtMs - graceMs);
  const longAgo = marks === undefined ? next - 1 : sentBefore(marks, leftAtMs - LONGEST_WAY_MS);
  const overtaken = sentBefore(marks ?? [], newestSentMs(leftAtMs));
  const lastPlace = placeOf(next - 1);
  return (number) => {
    const place = placeOf(number);
    if (place !== undefined && lastPlace !== undefined && place < lastPlace) return true;
    if (number > inTime) return false;
    const atMs = firstAtMs(number);
    if (number <= longAgo || atMs === undefined) return number <= Math.max(longAgo, overtaken);
    return atMs <= leftAtMs;
  };
}

/** How many were sent until then, or a few more: the first mark from then on says. */
function sentUntil(marks: readonly SendMark[], atMs: number): number {
  return marks[firstFrom(marks, atMs)]?.sent ?? Infinity;
}

/** How many were sent by then, or a few less. */
function sentBefore(marks: readonly SendMark[], atMs: number): number {
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

function missingOf({ first, next, holes }: Receipt, sent: number): Range[] {
  const all = [{ from: 1, to: first - 1 }, ...holes, { from: Math.max(1, next), to: sent }];
  return all.map(({ from, to }) => ({ from, to: Math.min(to, sent) }));
}

function countUncertain(missing: readonly Range[], { uncertain }: Sent, isOwed: IsOwed): number {
  const isMissing = (number: number) =>
    missing.some(({ from, to }) => from <= number && number <= to);
  return uncertain.filter((number) => isMissing(number) && isOwed(number)).length;
}

function countIn({ from, to }: Range, isOwed: IsOwed): number {
  let count = 0;
  for (let number = from; number <= to; number++) if (isOwed(number)) count += 1;
  return count;
}

function sizeOf({ from, to }: Range): number {
  return Math.max(0, to - from + 1);
}
