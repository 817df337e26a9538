import { expect, test } from "bun:test";
import { wallClock } from "./wall-clock.ts";

test("wallClock() has the monotonic clock's fractions, and follows the wall clock when it jumps", () => {
  let now = 10.25;
  let date = 1_000_010;
  const clock = wallClock({ nowMs: () => now, originMs: 1_000_000, dateMs: () => date });
  expect(clock()).toBe(1_000_010.25);
  now += 0.5;
  expect(clock()).toBe(1_000_010.75);
  // The machine slept for two hours, during which the monotonic clock stood still.
  date += 7_200_000;
  expect(clock()).toBe(1_000_010 + 7_200_000);
  now += 0.25;
  expect(clock()).toBe(1_000_010.25 + 7_200_000);
  // Somebody set the clock back.
  date -= 3_600_000;
  expect(clock()).toBe(1_000_010 + 3_600_000);
});

test("wallClock() starts from the wall clock if the monotonic one is too far off", () => {
  const clock = wallClock({ nowMs: () => 5, originMs: 0, dateMs: () => 1_000_000 });
  expect(clock()).toBe(1_000_000);
});
