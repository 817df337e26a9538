import { expect, test } from "bun:test";
import { type CpuReading, cpuShares, longestTime } from "./threads.ts";

function reading(uptimeMs: number, ...cpuUs: readonly number[]): CpuReading {
  return { hub: { uptimeMs }, threads: cpuUs.map((us) => ({ cpuUs: us })) };
}

test.each([
  ["of each thread", reading(1_000, 100, 7_000), reading(3_000, 500_100, 7_000), [0.25, 0]],
  ["without a snapshot before", undefined, reading(1_000, 100, 200), [undefined, undefined]],
  ["in no time", reading(1_000, 100), reading(1_000, 200), [undefined]],
  ["of a hub that restarted", reading(9_000, 100), reading(1_000, 200), [undefined]],
  ["of a hub that restarted long ago", reading(1_000, 900), reading(9_000, 200), [undefined]],
  ["of a thread that was not there", reading(1_000, 100), reading(2_000, 100, 5), [0, undefined]],
  [
    "of threads that are not told apart",
    reading(1_000, 0, 0),
    reading(2_000, 0, 0),
    [undefined, undefined],
  ],
])("cpuShares() %s", (_case, before, now, shares) => {
  expect(cpuShares(before, now)).toEqual(shares);
});

test("longestTime() names the thread, the first of those with the same time", () => {
  const threads = [
    { eventLoopLagMs: 1, canaryMaxMs: null },
    { eventLoopLagMs: null, canaryMaxMs: null },
    { eventLoopLagMs: 12.4, canaryMaxMs: null },
    { eventLoopLagMs: 12.4, canaryMaxMs: null },
  ];
  expect(longestTime(threads, "eventLoopLagMs")).toEqual({ thread: 2, ms: 12.4 });
  expect(longestTime(threads, "canaryMaxMs")).toBeUndefined();
});

test("longestTime() is 0 where a thread has not lagged at all", () => {
  expect(longestTime([{ eventLoopLagMs: 0, canaryMaxMs: 0 }], "eventLoopLagMs")).toEqual({
    thread: 0,
    ms: 0,
  });
});
