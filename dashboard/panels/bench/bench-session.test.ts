import { expect, test } from "bun:test";
import type { BenchOverview, BenchVerdict, KeptBenchResult } from "#protocol";
import type { Answered } from "./bench-api.ts";
import { BenchSession } from "./bench-session.ts";

function kept(name: string): KeptBenchResult {
  return {
    name,
    scenario: "fan-out",
    startedAtMs: 0,
    isValid: true,
    isPartial: false,
    connections: 1,
    rate: 1,
    durationS: 1,
    p50Ms: 1,
    p99Ms: 1,
    lost: 0,
    hasReport: true,
  };
}

function overviewOf(...names: readonly string[]): BenchOverview {
  const bounds = { min: 1, max: 2, isWhole: true, fallback: 1 };
  return {
    offers: [],
    bounds: { connections: bounds, rate: bounds, duration: bounds },
    running: null,
    failure: null,
    log: "",
    kept: names.map(kept),
  };
}

const done: Answered<undefined> = { kind: "answered", answer: undefined };
const refused = { kind: "refused", why: "A run is under way already" } as const;

function setUp(overview: () => Promise<Answered<BenchOverview>>, started = async () => done) {
  const compared: string[] = [];
  const answer: BenchVerdict = { kind: "passed", text: "same" };
  const session = new BenchSession({
    overview,
    start: started,
    stop: started,
    async compare(...names) {
      compared.push(...names);
      return { kind: "answered", answer };
    },
  });
  return { session, compared };
}

const answering =
  (...names: readonly string[]) =>
  async () =>
    ({ kind: "answered", answer: overviewOf(...names) }) as const;

test("the newer of two picked results is compared beside the older, in whichever order they were picked", async () => {
  for (const order of [
    ["new", "old"],
    ["old", "new"],
  ]) {
    const { session, compared } = setUp(answering("new", "between", "old"));
    await session.refresh();
    for (const name of order) session.pick(name, true);
    expect(session.pickedPair).toBe("old,new");
    expect(await session.compare(session.pickedPair)).toBe(true);
    expect(compared).toEqual(["old", "new"]);
    expect(session.state.value.verdict).toMatchObject({
      kind: "passed",
      first: { name: "old" },
      second: { name: "new" },
    });
  }
});

test("a third pick lets go of the first, and a result that is gone is not picked", async () => {
  let names = ["c", "b", "a"];
  const { session, compared } = setUp(() => answering(...names)());
  await session.refresh();
  for (const name of ["a", "b", "c"]) session.pick(name, true);
  expect(session.state.value.picked).toEqual(["b", "c"]);
  names = ["d", "c"];
  await session.refresh();
  expect(session.state.value.picked).toEqual(["c"]);
  expect(session.pickedPair).toBeUndefined();
  expect(await session.compare("c,a")).toBe(false);
  expect(session.state.value.refusal).toBe("There is no kept run a any more");
  expect(compared).toEqual([]);
});

test("two results on which there is no verdict can be compared again at once", async () => {
  const { session, compared } = setUp(answering("b"));
  expect(await session.compare("a,b")).toBe(false);
  expect(await session.compare("a,b")).toBe(false);
  expect(session.state.value).toMatchObject({ isComparing: false, picked: [] });
  expect(compared).toEqual([]);
});

test("a refused start is told until the next one succeeds, whatever overviews come between", async () => {
  let outcome: Answered<undefined> = refused;
  const { session } = setUp(answering(), async () => outcome);
  await session.start({ scenario: "fan-out" });
  await session.refresh();
  expect(session.state.value.refusal).toBe("A run is under way already");
  outcome = done;
  await session.start({ scenario: "fan-out" });
  expect(session.state.value.refusal).toBeUndefined();
});

test("an overview that a newer one has overtaken is dropped, and a fault is told until the next answer", async () => {
  const waiting: PromiseWithResolvers<Answered<BenchOverview>>[] = [];
  const { session } = setUp(() => {
    waiting.push(Promise.withResolvers());
    return waiting.at(-1)?.promise ?? answering()();
  });
  const [slow, fast] = [session.refresh(), session.refresh()];
  waiting[1]?.resolve({ kind: "answered", answer: overviewOf("new") });
  await fast;
  waiting[0]?.resolve({ kind: "answered", answer: overviewOf() });
  await slow;
  expect(session.state.value.overview?.kept.map(({ name }) => name)).toEqual(["new"]);
  const failed = session.refresh();
  waiting[2]?.resolve({ kind: "refused", why: "The hub cannot be reached" });
  await failed;
  expect(session.state.value.fault).toBe("The hub cannot be reached");
  const better = session.refresh();
  waiting[3]?.resolve({ kind: "answered", answer: overviewOf() });
  await better;
  expect(session.state.value.fault).toBeUndefined();
});
