import { expect, test } from "bun:test";
import type { TopicsAnswer } from "#protocol";
import type { TopicsOutcome, TopicsQuestion } from "../../feed/hub-api.ts";
import { LATE_MS } from "../../feed/late-answers.ts";
import { TopicsWatch } from "./topics-watch.ts";

const ANSWER: TopicsAnswer = {
  atMs: 1,
  seconds: 10,
  topics: [],
  rest: { topics: 0, isEstimate: false, readers: 0, eventsPerSecond: 0, bytesPerSecond: 0 },
  total: { eventsPerSecond: 0, bytesPerSecond: 0 },
  readersOfEveryTopic: 0,
};

function setUp() {
  const asked: { question: TopicsQuestion; settle: (outcome: TopicsOutcome) => void }[] = [];
  const timers: { waitMs: number; run: () => void }[] = [];
  const watch = new TopicsWatch({
    ask: (question) => {
      const { promise, resolve: settle } = Promise.withResolvers<TopicsOutcome>();
      asked.push({ question, settle });
      return promise;
    },
    after: (waitMs, run) => {
      // Those for late answers are not what this is about.
      if (waitMs === LATE_MS) return () => {};
      const timer = { waitMs, run };
      timers.push(timer);
      return () => {
        if (timers.includes(timer)) timers.splice(timers.indexOf(timer), 1);
      };
    },
    onChange: () => {},
  });
  const settle = async (outcome: TopicsOutcome) => {
    asked.at(-1)?.settle(outcome);
    // A macrotask: all that waits for the answer has run.
    await new Promise((resolve) => setImmediate(resolve));
  };
  const answer = (atMs: number) => settle({ kind: "answered", answer: { ...ANSWER, atMs } });
  return { watch, asked, timers, settle, answer };
}

test("look() asks at once, and again a second after each answer", async () => {
  const { watch, asked, timers, answer } = setUp();
  watch.look();
  expect([asked.length, timers.length]).toEqual([1, 0]);
  await answer(5);
  expect(watch.shown.value).toEqual({
    answer: { ...ANSWER, atMs: 5 },
    question: { sort: "rate", search: "" },
    fault: undefined,
  });
  expect([asked.length, timers.map(({ waitMs }) => waitMs)]).toEqual([1, [1_000]]);
  timers[0]?.run();
  expect([asked.length, timers.length]).toEqual([2, 0]);
});

test("another question waits for the answer to the one before, and is then asked at once", async () => {
  const { watch, asked, timers, answer } = setUp();
  watch.look();
  watch.sortBy("name");
  watch.look();
  watch.search("a");
  watch.look();
  expect(asked.length).toBe(1);
  await answer(5);
  expect(timers.map(({ waitMs }) => waitMs)).toEqual([0]);
  timers[0]?.run();
  expect(asked.map(({ question }) => question)).toEqual([
    { sort: "rate", search: "" },
    { sort: "name", search: "a" },
  ]);
});

test("a refusal leaves the last answer, says why, and is asked again", async () => {
  const { watch, timers, answer, settle } = setUp();
  watch.look();
  await answer(5);
  timers[0]?.run();
  await settle({ kind: "refused", why: "gone" });
  expect([watch.shown.value.answer?.atMs, watch.shown.value.fault]).toEqual([5, "gone"]);
  timers[0]?.run();
  await answer(6);
  expect([watch.shown.value.answer?.atMs, watch.shown.value.fault]).toEqual([6, undefined]);
});

test("lookAway() ends it: nothing more is asked, and a late answer is not shown", async () => {
  const { watch, asked, timers, answer } = setUp();
  watch.look();
  watch.lookAway();
  await answer(5);
  expect([watch.hasAnswer.value, timers.length]).toEqual([false, 0]);
  watch.look();
  await answer(6);
  watch.lookAway();
  expect([watch.hasAnswer.value, asked.length, timers.length]).toEqual([true, 2, 0]);
});
