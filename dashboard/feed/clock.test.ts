import { expect, test } from "bun:test";
import { estimateClock, measureClock, surerEstimate } from "./clock.ts";

test("estimateClock() takes the quickest round trip, and half of it as the error", () => {
  const estimate = estimateClock([
    { sentMs: 0, hubMs: 190, receivedMs: 80 },
    { sentMs: 100, hubMs: 206, receivedMs: 104 },
    { sentMs: 200, hubMs: 330, receivedMs: 260 },
  ]);
  expect(estimate).toEqual({ offsetMs: 104, errorMs: 2 });
});

test("estimateClock() without a round trip returns undefined", () => {
  expect(estimateClock([])).toBeUndefined();
});

test("measureClock() finds the offset of a slow hub", async () => {
  let pageMs = 1_000;
  const travelsMs = [9, 2, 5];
  const askHubMs = () => {
    const travelMs = travelsMs.shift() ?? 20;
    pageMs += travelMs;
    const hubMs = pageMs - 250;
    pageMs += travelMs;
    return Promise.resolve(hubMs);
  };
  expect(await measureClock(askHubMs, () => pageMs, 3)).toEqual({ offsetMs: -250, errorMs: 2 });
});

test("measureClock() keeps what it has if the hub goes away", async () => {
  let answers = 2;
  const askHubMs = () =>
    answers-- > 0 ? Promise.resolve(15) : Promise.reject(new Error("connection refused"));
  expect(await measureClock(askHubMs, () => 10, 5)).toEqual({ offsetMs: 5, errorMs: 0 });
});

test.each([
  [
    1,
    30_000,
    6,
    4,
    "a measurement in a busy moment is ignored; the earlier one has become less certain",
  ],
  [1, 30_000, 3, 3, "the latest is more certain than the earlier one is by now"],
  [1, 0, 1, 1, "the latest when they are equal"],
])(
  "surerEstimate() of ±%p, %p ms later ±%p, is ±%p: %s",
  (earlierMs, sinceMs, latestMs, errorMs) => {
    const earlier = { offsetMs: 10, errorMs: earlierMs };
    const latest = { offsetMs: 20, errorMs: latestMs };
    expect(surerEstimate(earlier, sinceMs, latest).errorMs).toBe(errorMs);
  },
);

test("surerEstimate() takes the latest if it is the only one", () => {
  const only = { offsetMs: 1, errorMs: 1 };
  expect(surerEstimate(undefined, 0, only)).toEqual(only);
});
