import { expect, test } from "bun:test";
import { wallClock } from "./wall-clock.ts";

test("wallClock() has the fractions of the monotonic clock, and follows the wall clock when that jumps", () => {
  let now = 10.25;
  let date = 1_000_010;
  const clock = wallClock({ nowMs: () => now, originMs: 1_000_000, dateMs: () => date });
  expect(clock()).toBe(1_000_010.25);
  now += 0.5;
  expect(clock()).toBe(1_000_010.75);
  // The machine slept for two hours: the monotonic clock stood still.
  date += 7_200_000;
  expect(clock()).toBe(1_000_010 + 7_200_000);
  now += 0.25;
  expect(clock()).toBe(1_000_010.25 + 7_200_000);
  // Somebody set the clock back.
  date -= 3_600_000;
  expect(clock()).toBe(1_000_010 + 3_600_000);
});

test("wallClock() begins with the wall clock where the monotonic one is off by more", () => {
  const clock = wallClock({ nowMs: () => 5, originMs: 0, dateMs: () => 1_000_000 });
  expect(clock()).toBe(1_000_000);
});
