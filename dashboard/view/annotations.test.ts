import { expect, test } from "bun:test";
import {
  type Annotation,
  annotationsIn,
  type Happenings,
  hasSameMarks,
  MAX_ANNOTATIONS,
  textNear,
  unlessSame,
} from "./annotations.ts";
import { sampleAt } from "../past/samples.fixture.ts";
import { HubStore } from "../past/hub-store.ts";

const MINUTE = { fromMs: 0, toMs: 60_000 };

function happenings(changes: Partial<Happenings> = {}): Happenings {
  const none = { startMs: undefined, drainsMs: [], alarms: [], runs: [] };
  return { ...none, store: new HubStore(1_000), ...changes };
}

/** A store of a row a second, with gaps in some of them. */
function storeWith(gaps: Readonly<Record<number, number>>, seconds = 60): HubStore {
  const store = new HubStore(1_000);
  for (let second = 1; second <= seconds; second++) {
    store.append(sampleAt(second * 1_000, { gapsPerSecond: gaps[second] ?? 0 }));
  }
  return store;
}

test("annotationsIn() tells what happened within the range, oldest first", () => {
  const alarm = { figure: "loop-lag", limit: 250, fromMs: 30_000, toMs: undefined, worst: 400 };
  const all = annotationsIn(
    MINUTE,
    happenings({
      startMs: 2_000,
      drainsMs: [-5_000, 1_000],
      store: storeWith({ 20: 3 }),
      alarms: [alarm, { ...alarm, fromMs: 70_000 }],
      runs: [
        { scenario: "fan-out", fromMs: 10_000, toMs: 40_000 },
        { scenario: "reconnect", fromMs: 50_000, toMs: undefined },
      ],
    }),
  );
  expect(all.map(({ kind, atMs, text }) => [kind, atMs / 1_000, text])).toEqual([
    ["drain", 1, "hub began to drain"],
    ["start", 2, "hub started"],
    ["bench", 10, "bench fan-out started"],
    ["gap", 20, "3 gaps"],
    ["alarm", 30, "alarm: Event loop lag"],
    ["bench", 40, "bench fan-out ended"],
    ["bench", 50, "bench reconnect started"],
  ]);
});

test("annotationsIn() tells gaps of neighbouring seconds as one", () => {
  const store = storeWith({ 10: 2, 11: 1, 30: 1 });
  expect(annotationsIn(MINUTE, happenings({ store }))).toEqual([
    { kind: "gap", atMs: 10_000, text: "3 gaps" },
    { kind: "gap", atMs: 30_000, text: "1 gap" },
  ]);
});

test("annotationsIn() keeps the newest, and cuts long names", () => {
  const runs = Array.from({ length: 100 }, (_, second) => ({
    scenario: "x".repeat(500),
    fromMs: second * 500,
    toMs: undefined,
  }));
  const all = annotationsIn(MINUTE, happenings({ runs }));
  expect(all).toHaveLength(MAX_ANNOTATIONS);
  expect(all.at(-1)?.atMs).toBe(49_500);
  expect(all[0]?.text.length).toBeLessThan(60);
});

test("unlessSame() keeps the list while it says the same", () => {
  const before: Annotation[] = [{ kind: "start", atMs: 1_000, text: "hub started" }];
  expect(unlessSame(before, [{ kind: "start", atMs: 1_004, text: "hub started" }])).toBe(before);
  const next: Annotation[] = [{ kind: "start", atMs: 9_000, text: "hub started" }];
  expect(unlessSame(before, next)).toBe(next);
  expect(unlessSame(before, [])).toEqual([]);
});

test("hasSameMarks() looks at kinds and times, not at texts", () => {
  const mark: Annotation = { kind: "gap", atMs: 5_000, text: "1 gap" };
  expect(hasSameMarks([mark], [{ ...mark, text: "2 gaps" }])).toBe(true);
  expect(hasSameMarks([mark], [{ ...mark, kind: "alarm" }])).toBe(false);
  expect(hasSameMarks([mark], [mark, mark])).toBe(false);
});

test("textNear() names what is close, the nearest first", () => {
  const marks: Annotation[] = [
    { kind: "gap", atMs: 1_000, text: "1 gap" },
    { kind: "alarm", atMs: 2_000, text: "alarm" },
  ];
  expect(textNear(marks, 1_800, 1_000)).toBe("alarm, 1 gap");
  expect(textNear(marks, 9_000, 1_000)).toBeUndefined();
});
