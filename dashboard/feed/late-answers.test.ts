import { expect, test } from "bun:test";
import { LATE_MS, LateAnswers } from "./late-answers.ts";

function setUp() {
  const waits: { waitMs: number; run: () => void; isOff: boolean }[] = [];
  const counts: number[] = [];
  const answers: LateAnswers = new LateAnswers({
    onChange: () => counts.push(answers.count),
    after: (waitMs, run) => {
      const wait = { waitMs, run, isOff: false };
      waits.push(wait);
      return () => (wait.isOff = true);
    },
  });
  return { answers, waits, counts };
}

test("watch() counts an answer as late after 2 s, until it comes", async () => {
  const { answers, waits, counts } = setUp();
  const { promise, resolve } = Promise.withResolvers<string>();
  const watched = answers.watch(promise);
  expect(waits.map(({ waitMs }) => waitMs)).toEqual([LATE_MS]);
  waits[0]?.run();
  expect(answers.count).toBe(1);
  resolve("here");
  expect(await watched).toBe("here");
  expect(counts).toEqual([1, 0]);
});

test("watch() does not report an answer in time", async () => {
  const { answers, waits, counts } = setUp();
  expect(await answers.watch(Promise.resolve(7))).toBe(7);
  expect(waits[0]?.isOff).toBe(true);
  expect(counts).toEqual([]);
});

test("watch() throws what the request throws, and is then no longer late", async () => {
  const { answers, waits } = setUp();
  const { promise, reject } = Promise.withResolvers<void>();
  const watched = answers.watch(promise);
  waits[0]?.run();
  reject(new Error("connection refused"));
  await expect(watched).rejects.toThrow("connection refused");
  expect(answers.count).toBe(0);
});
