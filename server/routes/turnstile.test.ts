import { expect, test } from "bun:test";
import { Turnstile } from "./turnstile.ts";

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

test("Turnstile lets a limited number through per turn, and the rest later, in order", async () => {
  const turnstile = new Turnstile(2);
  const passed: number[] = [];
  for (const name of [1, 2, 3, 4, 5]) {
    const wait = turnstile.pass();
    if (wait === undefined) passed.push(name);
    else void wait.then(() => passed.push(name));
  }
  expect(passed).toEqual([1, 2]);
  await nextTurn();
  expect(passed).toEqual([1, 2, 3, 4]);
  await nextTurn();
  expect(passed).toEqual([1, 2, 3, 4, 5]);
  await nextTurn();
  expect(turnstile.pass()).toBeUndefined();
});

test("Turnstile lets nobody overtake those that are waiting", async () => {
  const turnstile = new Turnstile(1);
  turnstile.pass();
  const passed: string[] = [];
  const first = turnstile.pass()?.then(() => passed.push("first"));
  const second = turnstile.pass()?.then(() => passed.push("second"));
  await Promise.all([first, second]);
  expect(passed).toEqual(["first", "second"]);
});
