import { expect, test } from "bun:test";
import type { PublishOutcome } from "../../feed/hub-api.ts";
import { MAX_TIMES, publishRepeatedly, repetitionOf } from "./repeated-publish.ts";

const FORM = { topic: "demo", type: "", data: "a" };

function setUp(times: number, outcomeOf = (count: number): PublishOutcome => published(count)) {
  const stop = new AbortController();
  const counts: number[] = [];
  let asked = 0;
  const run = () =>
    publishRepeatedly({
      form: FORM,
      times,
      pauseMs: 0,
      signal: stop.signal,
      publish: () => Promise.resolve(outcomeOf(++asked)),
      onPublished: (count) => counts.push(count) === 2 && times === 50 && stop.abort(),
    });
  return { run, counts };
}

function published(count: number): PublishOutcome {
  return { kind: "published", id: `e-${count}` };
}

test("publishes as often as asked, and returns the last outcome", async () => {
  const { run, counts } = setUp(3);
  expect(await run()).toEqual(published(3));
  expect(counts).toEqual([1, 2, 3]);
});

test("ends at the first refusal", async () => {
  const refused: PublishOutcome = { kind: "refused", why: "full" };
  const { run, counts } = setUp(5, (count) => (count === 2 ? refused : published(count)));
  expect(await run()).toEqual(refused);
  expect(counts).toEqual([1]);
});

test("ends when it is stopped", async () => {
  const { run, counts } = setUp(50);
  expect(await run()).toEqual(published(2));
  expect(counts).toEqual([1, 2]);
});

test("never publishes more than a thousand times", async () => {
  const { run, counts } = setUp(MAX_TIMES + 1);
  await run();
  expect(counts).toHaveLength(MAX_TIMES);
});

test.each([
  ["", "", { times: 1, pauseMs: 0 }],
  ["5000", "-3", { times: 1_000, pauseMs: 0 }],
  ["10", "1000000", { times: 10, pauseMs: 60_000 }],
])("repetitionOf(%j, %j) is %j", (times, pauseMs, repetition) => {
  expect(repetitionOf(times, pauseMs)).toEqual(repetition);
});
