import { expect, test } from "bun:test";
import { aroundAxis, countAxis } from "./near-axes.ts";

const named = { title: "Time", unit: "ms" };

test.each([
  [9.6, 11.3, ["9.5", "10", "10.5", "11", "11.5"]],
  [9.17, 9.23, ["9.15", "9.2", "9.25"]],
  [25_062, 25_321, ["25,000", "25,200", "25,400"]],
  [0, 0, ["0", "0.25"]],
  [10, 10, ["10", "10.05"]],
])(
  "aroundAxis() of %d to %d is marked at round values around them",
  (smallest, largest, labels) => {
    const { min, max, ticks } = aroundAxis(smallest, largest, named);
    expect(ticks.map(({ label }) => label)).toEqual(labels);
    expect(min).toBeLessThanOrEqual(smallest);
    expect(max).toBeGreaterThanOrEqual(largest);
  },
);

test.each([
  [1, ["1"]],
  [5, ["1", "2", "3", "4", "5"]],
  [40, ["1", "5", "10", "15", "20", "25", "30", "35", "40"]],
])("countAxis() of %d has round places, and room at both ends", (count, labels) => {
  const { min, max, ticks } = countAxis(count, named);
  expect(ticks.map(({ label }) => label)).toEqual(labels);
  expect([min, max]).toEqual([0.5, count + 0.5]);
});
