import { expect, test } from "bun:test";
import {
  aroundAxis,
  countAxis,
  linearAxis,
  logAxis,
  percentileAxis,
  percentLabel,
  timeAxis,
} from "./axes.ts";

const named = { title: "Latency", unit: "ms" };

function marks({ ticks }: { readonly ticks: readonly { readonly label: string }[] }): string[] {
  return ticks.map(({ label }) => label);
}

test.each([
  ["a round maximum is the end", 100, ["0", "20", "40", "60", "80", "100"]],
  ["another maximum gets the next mark above it", 10.98, ["0", "2.5", "5", "7.5", "10", "12.5"]],
  [
    "thousands are labelled in thousands throughout",
    12_000,
    ["0", "2.5 k", "5 k", "7.5 k", "10 k", "12.5 k"],
  ],
  ["zero still has two ends", 0, ["0", "0.2", "0.4", "0.6", "0.8", "1"]],
])("linearAxis(): %s", (_why, largest, expected) => {
  const axis = linearAxis(largest, named);
  expect(marks(axis).slice(0, expected.length)).toEqual(expected);
  expect(axis.max).toBeGreaterThanOrEqual(largest);
  expect(axis.max).toBeGreaterThan(axis.min);
});

test("timeAxis() ends with the data, and its last mark has the unit", () => {
  const axis = timeAxis(7.3, { title: "Time", unit: "s" });
  expect(axis.max).toBe(7.3);
  expect(marks(axis)).toEqual(["0", "1", "2", "3", "4", "5", "6", "7 s"]);
});

test.each([
  ["around the values", 2.3, 11, ["2", "5", "10", "20"]],
  ["at least half a decade", 10, 10, ["2", "5", "10"]],
  ["only decades if there are many", 0.05, 3_000, ["0.1", "1", "10", "100", "1,000"]],
  ["below a microsecond nothing", 0, 0.002, ["0.001", "0.002", "0.005"]],
])("logAxis(): %s", (_why, smallest, largest, expected) => {
  const axis = logAxis(smallest, largest, named);
  expect(marks(axis)).toEqual(expected);
  expect(axis.min).toBeGreaterThan(0);
  expect(axis.max).toBeGreaterThanOrEqual(largest);
});

test("percentileAxis() gives each nine the same width", () => {
  const axis = percentileAxis(48_000, { title: "Percentile", unit: "" });
  expect(marks(axis)).toEqual(["50 %", "90 %", "99 %", "99.9 %", "99.99 %"]);
  expect(axis).toMatchObject({ scale: "log", min: 1, max: 48_000 });
});

test.each([
  [2, "50 %"],
  [10, "90 %"],
  [100, "99 %"],
  [1_000, "99.9 %"],
  [100_000, "99.999 %"],
])("percentLabel(%d) is %s", (x, label) => expect(percentLabel(x)).toBe(label));

test.each([
  [9.6, 11.3, ["9.5", "10", "10.5", "11", "11.5"]],
  [9.17, 9.23, ["9.15", "9.2", "9.25"]],
  [25_062, 25_321, ["25,000", "25,200", "25,400"]],
  [0, 0, ["0", "0.25"]],
  [10, 10, ["10", "10.05"]],
])(
  "aroundAxis() of %d to %d has marks at round values around them",
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
])("countAxis() of %d has round marks, and room at both ends", (count, labels) => {
  const { min, max, ticks } = countAxis(count, named);
  expect(ticks.map(({ label }) => label)).toEqual(labels);
  expect([min, max]).toEqual([0.5, count + 0.5]);
});
