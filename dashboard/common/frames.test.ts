import { expect, test } from "bun:test";
import { atMostEvery } from "./frames.ts";

test("atMostEvery() calls at once, and then once for all that came in the time", () => {
  let calls = 0;
  const ends: (() => void)[] = [];
  const pass = () => ends.shift()?.();
  const ask = atMostEvery(
    100,
    () => calls++,
    (end) => ends.push(end),
  );
  ask();
  expect(calls).toBe(1);
  for (let count = 0; count < 5; count++) ask();
  expect(calls).toBe(1);
  pass();
  expect(calls).toBe(2);
  pass();
  expect([calls, ends.length]).toEqual([2, 0]);
  ask();
  expect(calls).toBe(3);
});
