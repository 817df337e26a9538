import { expect, test } from "bun:test";
import { type Column, NO_LATENCY } from "../past/columns.ts";
import { MovingLine } from "./moving-line.ts";
import { historyOf, sampleAt } from "../past/samples.fixture.ts";
import { HubStore } from "../past/hub-store.ts";
import type { TimeRange } from "../past/store.ts";

const STRETCHES = 10;

/** Values that go up and down, so that a stretch has both a minimum and a maximum. */
function sampleOf(second: number) {
  return sampleAt(second * 1_000, { connections: Math.round(50 * Math.sin(second * 1.7)) + 50 });
}

function rangeUntil(second: number): TimeRange {
  return { fromMs: (second - 60) * 1_000, toMs: second * 1_000 };
}

/** The points within a range: what lies before its edge is not seen. */
function within(points: readonly { x: number; y: number }[], { fromMs }: TimeRange) {
  return points.filter(({ x }) => x >= fromMs + 6_000);
}

test("over() moves on to the same points as a line that is made anew", () => {
  const store = new HubStore(100);
  const line = new MovingLine<Column>();
  for (let second = 1; second <= 300; second++) {
    // Seconds 150 to 170 are missing.
    if (second < 150 || second > 170) store.append(sampleOf(second), NO_LATENCY);
    const range = rangeUntil(second);
    const moved = line.over(store, "connections", range, STRETCHES).points();
    const anew = store.points("connections", range, STRETCHES);
    expect(within(moved, range)).toEqual(within(anew, range));
  }
});

test("over() keeps no more points than the range has, however long it moves on", () => {
  const store = new HubStore(100);
  const line = new MovingLine<Column>();
  for (let second = 1; second <= 2_000; second++) {
    store.append(sampleOf(second), NO_LATENCY);
    const { length } = line.over(store, "connections", rangeUntil(second), STRETCHES).points();
    expect(length).toBeLessThanOrEqual(2 * (STRETCHES + 2));
  }
});

test.each([
  ["rows were merged in", { seconds: 80, column: "connections" }],
  ["the range moves back", { seconds: 60, column: "connections" }],
  ["the column is another", { seconds: 80, column: "lagging" }],
] as const)("over() makes the line anew when %s", (reason, { seconds, column }) => {
  const store = new HubStore(100);
  const line = new MovingLine<Column>();
  for (let second = 41; second <= 80; second++) store.append(sampleOf(second), NO_LATENCY);
  line.over(store, "connections", rangeUntil(80), STRETCHES);
  if (reason === "rows were merged in") {
    store.merge(historyOf(Array.from({ length: 40 }, (_, row) => sampleOf(row + 1))));
  }
  const range = rangeUntil(seconds);
  const points = line.over(store, column, range, STRETCHES).points();
  expect(within(points, range)).toEqual(within(store.points(column, range, STRETCHES), range));
  expect(points.length).toBeGreaterThan(1);
});
