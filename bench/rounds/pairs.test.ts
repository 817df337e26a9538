import { expect, test } from "bun:test";
import { type MeasuredPair, type PairLoop, runPairs } from "./pairs.ts";

const PAIR_MS = 20;

/** A loop whose pairs take 20 ms on a clock that only they advance; logs them as they are measured. */
function fakeLoop(
  answer: (place: number) => Partial<MeasuredPair> | undefined,
  rest: Partial<PairLoop> = {},
): PairLoop & { readonly log: string[] } {
  let nowMs = 0;
  const log: string[] = [];
  return {
    log,
    async measure([first], { length }) {
      nowMs += PAIR_MS;
      const place = log.push(`${length + 1}: ${first} first`);
      const pair = answer(place);
      return pair && { base: { place }, head: { place }, reasons: [], told: [], ...pair };
    },
    isEnough: ({ length }) => length >= 3,
    budgetMs: Infinity,
    nowMs: () => nowMs,
    ...rest,
  };
}

test("runPairs() alternates which side goes first, and ends when there is enough evidence", async () => {
  const loop = fakeLoop(() => ({}));
  const { rounds, isEnough, dropped, elapsedMs } = await runPairs(loop);
  expect(loop.log).toEqual(["1: base first", "2: head first", "3: base first"]);
  expect(rounds.map(({ base }) => base.place)).toEqual([1, 2, 3]);
  expect([isEnough, dropped, elapsedMs]).toEqual([true, [], 60]);
});

test("runPairs() repeats a disturbed pair in the same order, and records the reason", async () => {
  const told = [{ side: "head", warnings: [{ warning: "late" }] }] as const;
  const loop = fakeLoop((place) => (place === 2 ? { reasons: ["steal"], told } : { told }));
  const outcome = await runPairs(loop);
  expect(loop.log).toEqual(["1: base first", "2: head first", "2: head first", "3: base first"]);
  expect(outcome.rounds.map(({ head }) => head.place)).toEqual([1, 3, 4]);
  expect(outcome.dropped).toEqual([{ base: { place: 2 }, head: { place: 2 }, reasons: ["steal"] }]);
  expect(outcome.told).toHaveLength(3);
});

test.each([
  [0, 1, "the first pair is always measured"],
  [20, 1, "the second would end at 40"],
  [39, 1, "the second would end at 40"],
  [40, 2, "the second ends in time"],
])("runPairs() with a budget of %p ms measures %p pairs: %s", async (budgetMs, pairs) => {
  const outcome = await runPairs(fakeLoop(() => ({}), { budgetMs }));
  expect([outcome.rounds.length, outcome.isEnough]).toEqual([pairs, false]);
});

test("runPairs() measures one pair more than its budget allows if it owes one", async () => {
  const owesPair = ({ length }: readonly unknown[]) => length === 1;
  const confirmed = await runPairs(fakeLoop(() => ({}), { budgetMs: 0, owesPair }));
  expect(confirmed.rounds).toHaveLength(2);
  // A machine that disturbs that pair too gets no third.
  const disturbed = fakeLoop((place) => (place === 1 ? {} : { reasons: ["load"] }), {
    budgetMs: 0,
    owesPair,
  });
  const { rounds, dropped } = await runPairs(disturbed);
  expect([rounds.length, dropped.length]).toEqual([1, 1]);
});

test("runPairs() ends with its budget if it drops everything", async () => {
  const loop = fakeLoop(() => ({ reasons: ["load"] }), { budgetMs: 50 });
  const { rounds, dropped } = await runPairs(loop);
  expect([rounds.length, dropped.length]).toEqual([0, 2]);
});

test("runPairs() leaves out an interrupted pair", async () => {
  const { rounds, isEnough } = await runPairs(fakeLoop((place) => (place === 2 ? undefined : {})));
  expect([rounds.length, isEnough]).toEqual([1, false]);
});

test("runPairs() says for how many more pairs there is time", async () => {
  const told: number[] = [];
  const isEnough = (_rounds: unknown, more: number) => told.push(more) < 0;
  const { rounds } = await runPairs(fakeLoop(() => ({}), { isEnough, budgetMs: 90 }));
  expect([rounds.length, told]).toEqual([4, [3, 2, 1, 0]]);
});

test("runPairs() expects the next pair to take as long as the last two: later ones may measure less", async () => {
  let nowMs = 0;
  const took = [100, 100, 10, 10, 10, 10, 10, 10];
  const loop = fakeLoop(() => ({}), {
    budgetMs: 260,
    nowMs: () => nowMs,
    isEnough: ({ length }) => length === took.length,
  });
  const measure = async (...[order, rounds]: Parameters<PairLoop["measure"]>) => {
    nowMs += took[rounds.length] ?? 0;
    return loop.measure(order, rounds);
  };
  // After 200 ms a pair of 100 ms does not fit; one as short as the last two would.
  expect((await runPairs({ ...loop, measure })).rounds).toHaveLength(2);
  nowMs = 0;
  expect((await runPairs({ ...loop, measure, budgetMs: 310 })).rounds).toHaveLength(8);
});
