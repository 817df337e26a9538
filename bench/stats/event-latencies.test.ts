import { expect, test } from "bun:test";
import { EventLatencies } from "./event-latencies.ts";
import { randomFrom } from "./random.ts";
import { nightly } from "../test-nightly.ts";

const DELIVERIES = 200;

/** Events 100 ms apart; all deliveries of an event take about as long as `latencyOf` says. */
function recorded(events: number, latencyOf: (event: number) => number): EventLatencies {
  const latencies = new EventLatencies();
  for (let event = 0; event < events; event++) {
    const ms = latencyOf(event);
    for (let one = 0; one < DELIVERIES; one++) latencies.record(event * 100, ms + one / 1_000);
  }
  return latencies;
}

/** Exponentially distributed with mean 10 ms, whose 99th percentile is 10 ln 100. */
function exponential(random: () => number): number {
  return -10 * Math.log(1 - random());
}
const TRUE_P99_MS = 10 * Math.log(100);

test("EventLatencies has no interval for fewer than 10 events, however many deliveries", () => {
  expect(recorded(9, () => 5).intervals([99])).toBeUndefined();
  expect(recorded(10, () => 5).intervals([99])).toBeDefined();
});

nightly(
  "EventLatencies covers the true median in nearly 95 % of runs, not as if each delivery were a sample",
  () => {
    const random = randomFrom(7);
    let covered = 0;
    for (let run = 0; run < 100; run++) {
      const [interval] = recorded(60, () => exponential(random)).intervals([50]) ?? [];
      const { lowMs = 0, highMs = 0 } = interval ?? {};
      if (lowMs <= 10 * Math.LN2 && 10 * Math.LN2 <= highMs) covered += 1;
    }
    expect(covered).toBeWithin(85, 101);
  },
);

test("EventLatencies is narrower with more events, and joins events when there are too many", () => {
  const random = randomFrom(3);
  const [few, many] = [100, 5_000].map((events) => {
    const [interval] = recorded(events, () => exponential(random)).intervals([99]) ?? [];
    return interval ?? { lowMs: 0, highMs: 0 };
  });
  if (few === undefined || many === undefined) throw new Error("two intervals");
  expect(many.highMs - many.lowMs).toBeLessThan((few.highMs - few.lowMs) / 2);
  expect(TRUE_P99_MS).toBeWithin(many.lowMs, many.highMs);
  const encoded = recorded(5_000, () => 5).encode();
  expect(encoded.moments.length).toBeLessThanOrEqual(1_024);
});

test("EventLatencies of several processes are those of one", () => {
  const random = randomFrom(5);
  const latencies = Array.from({ length: 3_000 }, () => exponential(random));
  const whole = recorded(3_000, (event) => latencies[event] ?? 0);
  const first = recorded(100, (event) => latencies[event] ?? 0);
  const second = new EventLatencies();
  for (const [event, ms] of latencies.entries()) {
    for (let one = 0; one < DELIVERIES; one++) {
      if (event >= 100) second.record(event * 100, ms + one / 1_000);
    }
  }
  // One process had few events, and the other so many that it joined some.
  const merged = new EventLatencies();
  for (const part of [first, second]) merged.addEncoded(part.encode());
  expect(merged.intervals([50, 99])).toEqual(whole.intervals([50, 99]) ?? []);
  merged.reset();
  expect(merged.intervals([50])).toBeUndefined();
});
