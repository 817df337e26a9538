import { expect, test } from "bun:test";
import type { Answered } from "./bench-api.ts";
import { BenchReplay, type ReplayState } from "./bench-replay.ts";

const START = "2026-01-02T00:00:00.000Z";
const START_MS = Date.parse(START);
const SECONDS = 10;

function storedFor(seconds: number): unknown {
  const elapsedMs = Array.from({ length: seconds }, (_, second) => (second + 1) * 1_000);
  const open = elapsedMs.map((_, second) => second);
  const phases = [{ fromSecond: 0, phase: "publishing" }];
  const recording = { startedAt: START, elapsedMs, columns: { open }, phases };
  return {
    environment: { startedAt: START },
    scenarios: [{ name: "fan-out", valid: true, recording }],
  };
}

/** A replay with a clock that goes on by hand. */
function setUp({ isStill = false, results = { run: storedFor(SECONDS) } as object } = {}) {
  let nowMs = 0;
  const ticks = new Set<() => void>();
  const replay = new BenchReplay({
    async result(name): Promise<Answered<unknown>> {
      const answer: unknown = Reflect.get(results, name);
      return answer === undefined
        ? { kind: "refused", why: "It is not kept any more" }
        : { kind: "answered", answer };
    },
    prefersStillness: () => isStill,
    nowMs: () => nowMs,
    every(_ms, tick) {
      ticks.add(tick);
      return () => ticks.delete(tick);
    },
  });
  const pass = (ms: number) => {
    nowMs += ms;
    for (const tick of ticks) tick();
  };
  /** Where it is, in ms from its start, how many rows are drawn, and whether it plays. */
  const at = () => {
    const state = replay.state.value;
    if (state?.kind !== "open") throw new Error(`not open, but ${state?.kind}`);
    return [state.positionMs - START_MS, replay.store.count, state.isPlaying];
  };
  return { replay, pass, at, ticks };
}

test("a run that is opened plays from its start, four times as fast as it was, to its end", async () => {
  const { replay, pass, at, ticks } = setUp();
  await replay.open("run");
  expect(at()).toEqual([0, 0, true]);
  pass(100);
  expect(at()).toEqual([400, 0, true]);
  pass(400);
  expect(at()).toEqual([2_000, 2, true]);
  pass(60_000);
  expect(at()).toEqual([10_000, SECONDS, false]);
  expect(ticks.size).toBe(0);
});

test("nothing plays by itself where people want stillness: the whole run is there at once", async () => {
  const { replay, pass, at } = setUp({ isStill: true });
  await replay.open("run");
  expect(at()).toEqual([10_000, SECONDS, false]);
  replay.play();
  pass(500);
  expect(at()).toEqual([2_000, 2, true]);
});

test("it pauses, goes on, changes its speed, and is moved to any moment", async () => {
  const { replay, pass, at } = setUp();
  await replay.open("run");
  pass(500);
  replay.pause();
  pass(500);
  expect(at()).toEqual([2_000, 2, false]);
  replay.setSpeed("1");
  replay.play();
  pass(500);
  expect(at()).toEqual([2_500, 2, true]);
  replay.setSpeed("16");
  pass(250);
  expect(at()).toEqual([6_500, 6, true]);
  replay.seek(START_MS + 1_200);
  expect(at()).toEqual([1_200, 1, true]);
  const generation = replay.store.generation;
  replay.seek(START_MS + 1_300);
  expect(replay.store.generation).toBe(generation);
  replay.seek(0);
  expect(at()).toEqual([0, 0, true]);
  replay.setSpeed("once");
  expect(at()).toEqual([10_000, SECONDS, false]);
});

const kindAndWhy = (state: ReplayState | undefined) =>
  state?.kind === "trouble" ? state.why : state?.kind;

test("what cannot be replayed says why", async () => {
  const results = { short: storedFor(0), other: { name: "package" } };
  const { replay } = setUp({ results });
  const said: (string | undefined)[] = [];
  for (const name of ["gone", "short", "other", undefined]) {
    await replay.open(name);
    said.push(kindAndWhy(replay.state.value));
  }
  expect(said).toEqual([
    "It is not kept any more",
    "It ended within its first second",
    "Its file is not a result of the bench",
    undefined,
  ]);
});

test("a run that another has overtaken while it was read is not shown", async () => {
  const { replay } = setUp({ results: { a: storedFor(3), b: storedFor(5) } });
  await Promise.all([replay.open("a"), replay.open("b")]);
  expect(replay.state.value).toMatchObject({ kind: "open", name: "b" });
  const closing = replay.open("a");
  await replay.open(undefined);
  await closing;
  expect([replay.state.value, replay.store.count]).toEqual([undefined, 0]);
});
