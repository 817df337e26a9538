import { countAxis, linearAxis, logAxis, percentileAxis, timeAxis } from "#drawing";
import { expect, test } from "bun:test";
import type { Plot } from "../plots/plot.ts";
import { isWhole, plotWithin, viewBetween, viewMoved, viewZoomed } from "./zoom.ts";

const named = { title: "Time", unit: "s" };
const time = timeAxis(100, named);
const percentiles = percentileAxis(10_000, named);

function labels({ x }: Plot): string[] {
  return x.ticks.map(({ label }) => label);
}

function plot(changes: Partial<Plot> = {}): Plot {
  const points = Array.from({ length: 101 }, (_, x) => ({ x, y: x === 80 ? 1_000 : x }));
  return {
    title: "",
    meaning: "",
    x: time,
    y: linearAxis(1_000, { title: "", unit: "ms" }),
    lines: [{ label: "a", style: 1, isBase: false, points }],
    table: { head: [], rows: [] },
    ...changes,
  };
}

test.each([
  ["from left to right", 20, 30, { min: 20, max: 30 }],
  ["from right to left", 30, 20, { min: 20, max: 30 }],
  ["beyond both ends", -50, 500, { min: 0, max: 100 }],
  ["a point, which becomes a small part of the axis", 50, 50, { min: 49.9, max: 50.1 }],
  ["a point at the end", 100, 100, { min: 99.8, max: 100 }],
])("viewBetween() %s", (_what, one, other, { min, max }) => {
  const view = viewBetween(time, one, other);
  expect(view.min).toBeCloseTo(min, 9);
  expect(view.max).toBeCloseTo(max, 9);
});

test("viewZoomed() keeps the pointed-at value in place, on a logarithmic axis too", () => {
  expect(viewZoomed(time, time, 0.5)).toEqual({ min: 25, max: 75 });
  expect(viewZoomed(time, time, 0.5, 20)).toEqual({ min: 10, max: 60 });
  const { min, max } = viewZoomed(percentiles, percentiles, 0.5, 100);
  expect(min).toBeCloseTo(10, 6);
  expect(max).toBeCloseTo(1_000, 6);
});

test("viewZoomed() in and out again, or further out, is the whole axis", () => {
  for (const axis of [time, percentiles]) {
    const view = viewZoomed(axis, viewZoomed(axis, axis, 1 / 3), 3);
    expect(isWhole(axis, view)).toBe(true);
    expect(isWhole(axis, viewZoomed(axis, view, 10))).toBe(true);
    expect(isWhole(axis, viewZoomed(axis, axis, 0.9))).toBe(false);
  }
});

test("viewMoved() moves by a share of the visible part, and stops at the ends", () => {
  const view = { min: 40, max: 60 };
  expect(viewMoved(time, view, 0.25)).toEqual({ min: 45, max: 65 });
  expect(viewMoved(time, view, 50)).toEqual({ min: 80, max: 100 });
  expect(viewMoved(time, view, -50)).toEqual({ min: 0, max: 20 });
});

test("plotWithin() has ticks for the visible part, and fits the other axis to it", () => {
  const seen = plotWithin(plot(), { min: 20, max: 40 });
  expect(labels(seen)).toEqual(["20", "22.5", "25", "27.5", "30", "32.5", "35", "37.5", "40"]);
  expect(seen.y).toMatchObject({ min: 0, max: 50 });
  expect(plotWithin(plot(), { min: 70, max: 90 }).y.max).toBe(1_000);
});

test("plotWithin() of the whole axis is the plot, and without any points keeps the other axis", () => {
  const all = plot();
  expect(plotWithin(all, time)).toBe(all);
  expect(plotWithin(plot({ lines: [] }), { min: 20, max: 40 }).y).toEqual(all.y);
});

test("plotWithin() has no tick between two rounds, and percentiles where they are", () => {
  const rounds = plotWithin(plot({ x: countAxis(12, named) }), { min: 2.2, max: 5.1 });
  expect(labels(rounds)).toEqual(["3", "4", "5"]);
  const tail = plotWithin(plot({ x: percentiles }), { min: 50, max: 2_000 });
  expect(labels(tail)).toEqual(["99 %", "99.9 %"]);
});

test("plotWithin() keeps a logarithmic axis logarithmic", () => {
  const y = logAxis(1, 1_000, { title: "", unit: "ms" });
  expect(plotWithin(plot({ y }), { min: 20, max: 40 }).y).toMatchObject({
    scale: "log",
    min: 5,
    max: 50,
  });
});
