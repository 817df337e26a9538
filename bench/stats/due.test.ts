import { expect, test } from "bun:test";
import { graceFor, lostOf, type Receipt, type Sightings, type Stay } from "./due.ts";

/** Ten events, one every second from 1 s on. */
const marks = Array.from({ length: 10 }, (_, index) => ({
  atMs: (index + 1) * 1_000,
  sent: index + 1,
}));
const ten = { sent: 10, uncertain: [], marks };
const nothing = { first: 0, next: 0, holes: [] };
const none = { first: 1, next: 1, holes: [] };
const all = { first: 1, next: 11, holes: [] };
const GRACE_MS = 1_000;

test.each([
  ["one that was there all the time and got nothing is owed all", none, {}, 10],
  ["one that got all", all, {}, 0],
  ["one that misses a middle part", { ...all, holes: [{ from: 3, to: 5 }] }, {}, 3],
  ["one that left at 6.5 s and got up to 5", { ...all, next: 6 }, { leftAtMs: 6_500 }, 0],
  ["one that left at 6.5 s and got up to 3", { ...all, next: 4 }, { leftAtMs: 6_500 }, 2],
  ["one that left before the first event", none, { leftAtMs: 500 }, 0],
  ["one that came at 5.5 s and got nothing", nothing, { openedAtMs: 5_500 }, 3],
  ["one that came at 5.5 s and got all from 6 on", { ...all, first: 6 }, { openedAtMs: 5_500 }, 0],
  ["one that came at 5.5 s and got only 10", { ...all, first: 10 }, { openedAtMs: 5_500 }, 2],
  ["one that came after the last event", nothing, { openedAtMs: 10_500 }, 0],
  [
    "one that came at 3 s, left at 7.5 s, got nothing",
    nothing,
    { openedAtMs: 3_000, leftAtMs: 7_500 },
    2,
  ],
])("lostOf(): %s", (_what, receipt, stay, lost) =>
  expect(lostOf(receipt, ten, stay, GRACE_MS)).toBe(lost),
);

test("lostOf() excuses what may never have been sent, if it is owed at all", () => {
  const sent = { ...ten, uncertain: [2, 6, 9] };
  expect(lostOf(none, sent, {}, GRACE_MS)).toBe(7);
  expect(lostOf({ ...all, holes: [{ from: 5, to: 6 }] }, sent, {}, GRACE_MS)).toBe(1);
  expect(lostOf({ ...all, next: 2 }, sent, { leftAtMs: 4_500 }, GRACE_MS)).toBe(1);
});

test("lostOf() without send times counts what a leaver skipped, and nothing that it may have left before", () => {
  const sent = { sent: 10, uncertain: [] };
  const receipt = { first: 2, next: 6, holes: [{ from: 4, to: 4 }] };
  expect(lostOf(receipt, sent, { openedAtMs: 0, leftAtMs: 1 }, GRACE_MS)).toBe(1);
  expect(lostOf(nothing, sent, { openedAtMs: 0 }, GRACE_MS)).toBe(0);
});

test("a client that leaves is not owed what was under way for longer than anything that arrived", () => {
  // Events came after up to 2.1 s when it left, and the one of 2.2 s before was still unread.
  const stay = { openedAtMs: -10_000, leftAtMs: 5_200 };
  const receipt = { ...all, next: 3 };
  expect(lostOf(receipt, ten, stay, graceFor(2_100))).toBe(0);
  expect(lostOf(receipt, ten, stay, 2_100)).toBe(1);
});

/** What other clients saw: the events in this order, each so long after it was sent. */
function seenBy(
  order: readonly number[],
  lateMs: (number: number) => number = () => 10,
): Sightings {
  const atMs = (number: number) => number * 1_000 + lateMs(number);
  return {
    placeOf: (number) => (order.includes(number) ? order.indexOf(number) : undefined),
    firstAtMs: (number) => (order.includes(number) ? atMs(number) : undefined),
    newestSentMs: (nowMs) =>
      Math.max(-Infinity, ...order.filter((one) => atMs(one) <= nowMs).map((one) => one * 1_000)),
  };
}

const [inOrder, swapped] = [seenBy([1, 2, 3, 4, 5, 6, 7]), seenBy([1, 2, 3, 5, 4, 6, 7])];
/** Came at 5.5 s, when 4 and 5 had been sent and 5 had been accepted before 4. */
const between = { ...all, first: 4, holes: [{ from: 5, to: 5 }] };

test.each<[string, Receipt, Stay, Sightings, number]>([
  ["came between two that changed places", between, { openedAtMs: 5_500 }, swapped, 0],
  ["was there before both of two", between, { openedAtMs: 5_500 }, inOrder, 1],
  ["came before what nobody got", between, { openedAtMs: 3_900 }, seenBy([1, 2, 3, 4]), 1],
  ["came after what nobody got was sent", between, { openedAtMs: 5_500 }, seenBy([]), 0],
  [
    "left with a hole just before, and what came later shows that it is one",
    { ...all, next: 7, holes: [{ from: 5, to: 5 }] },
    { leftAtMs: 6_100 },
    inOrder,
    1,
  ],
  [
    "left before an event came that another had overtaken",
    { ...all, next: 6, holes: [{ from: 4, to: 4 }] },
    { leftAtMs: 5_100 },
    seenBy([1, 2, 3, 5, 4], (number) => (number === 4 ? 1_200 : 10)),
    0,
  ],
  [
    "left when others had got what it had not",
    { ...all, next: 4 },
    { leftAtMs: 5_900 },
    inOrder,
    1,
  ],
  [
    "left when nobody had got anything for three seconds",
    { ...all, next: 4 },
    { leftAtMs: 6_900 },
    seenBy([1, 2, 3]),
    0,
  ],
  [
    "left when events took four seconds, before the first of them came",
    { ...all, next: 4 },
    { leftAtMs: 7_900 },
    seenBy([4, 5, 6, 7], () => 4_000),
    0,
  ],
  [
    "left when nobody had got anything for longer than any event takes",
    { ...all, next: 4 },
    { leftAtMs: 16_500 },
    seenBy([1, 2, 3]),
    3,
  ],
])("lostOf() one that %s", (_what, receipt, stay, seen, lost) =>
  expect(lostOf(receipt, { ...ten, sent: 7 }, stay, GRACE_MS, seen)).toBe(lost),
);
