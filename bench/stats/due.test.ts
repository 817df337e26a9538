import { expect, test } from "bun:test";
import { graceFor, lostOf } from "./due.ts";

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
    "one whose first event shows that it was there",
    { ...all, first: 6, next: 7 },
    { openedAtMs: 9e9 },
    4,
  ],
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
