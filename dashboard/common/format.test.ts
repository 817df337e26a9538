import { describe, expect, test } from "bun:test";
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatMoment,
  formatMs,
  formatOffset,
  formatPercent,
  formatRate,
  formatShortCount,
  formatSmallRate,
  formatTimeOfDay,
  NOTHING,
} from "./format.ts";

describe("formatCount()", () => {
  test("groups thousands; without the commas the number reads back", () => {
    expect(formatCount(5012)).toBe("5,012");
    expect(Number(formatCount(1_234_567).replace(/,/g, ""))).toBe(1_234_567);
    expect(formatCount(undefined)).toBe(NOTHING);
  });
});

test.each([
  [5_012, "5,012"],
  [9_999_499, "9,999,499"],
  [9_999_500, "10.0 M"],
  [8_719_205_446, "8,719 M"],
  [undefined, NOTHING],
])("formatShortCount(%p) is %p", (count, text) => {
  expect(formatShortCount(count)).toBe(text);
});

test.each([
  [0, "0"],
  [24.6, "25"],
  [9_999, "9,999"],
  [9_999.5, "10.0 k"],
  [25_140, "25.1 k"],
  [125_400, "125 k"],
  [9_999_500, "10.0 M"],
  [12_345_678_901, "12.3 G"],
  [undefined, NOTHING],
])("formatRate(%p) is %p", (rate, text) => {
  expect(formatRate(rate)).toBe(text);
});

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1_234, "1.23 kB"],
  [999_499, "999 kB"],
  [999_500, "1.00 MB"],
  [4_058_863, "4.06 MB"],
  [2_500_000_000, "2.50 GB"],
  [2_500_000_000_000, "2.50 TB"],
  [1_115_696_000_000_000, "1.12 PB"],
  [undefined, NOTHING],
])("formatBytes(%p) is %p", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  [0, "0"],
  [0.1, "0.1"],
  [1, "1.0"],
  [9.94, "9.9"],
  [9.96, "10"],
  [25_140, "25.1 k"],
  [undefined, NOTHING],
])("formatSmallRate(%p) is %p", (rate, text) => {
  expect(formatSmallRate(rate)).toBe(text);
});

test.each([
  [0, "0.000"],
  [0.004, "0.004"],
  [0.0994, "0.099"],
  [0.1, "0.10"],
  [4.123, "4.12"],
  [9.996, "10.0"],
  [41.26, "41.3"],
  [99.96, "100"],
  [1_412.3, "1,412"],
  [972_098_767, "972 M"],
  [undefined, NOTHING],
])("formatMs(%p) is %p", (ms, text) => {
  expect(formatMs(ms)).toBe(text);
});

test.each([
  [0, "0.0"],
  [0.0423, "4.2"],
  [1, "100.0"],
  [9.999, "999.9"],
  [9.9996, "1,000"],
  [516_167.525, "51.6 M"],
  [undefined, NOTHING],
])("formatPercent(%p) is %p", (share, text) => {
  expect(formatPercent(share)).toBe(text);
});

test.each([
  [0.44, "+0.4"],
  [-12.34, "−12.3"],
  [-0.01, "+0.0"],
])("formatOffset(%p) is %p", (ms, text) => {
  expect(formatOffset(ms)).toBe(text);
});

test.each([
  [47_900, "47 s"],
  [61_000, "1 min 1 s"],
  [11_520_000, "3 h 12 min"],
  [187_200_000, "2 d 4 h"],
])("formatDuration(%p) is %p", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test("formatMoment() has the date only if it is not today's", () => {
  const nowMs = new Date(2026, 10, 27, 14, 3, 12).getTime();
  expect(formatMoment(nowMs - 60_000, nowMs)).toBe(formatTimeOfDay(nowMs - 60_000));
  expect(formatMoment(nowMs - 86_400_000, nowMs)).toContain("26");
});

test("numbers that nobody measured still fit into a line, and a time without a date is none", () => {
  for (const value of [1e308, -1e308, 1e21, Infinity, -Infinity]) {
    for (const format of [formatCount, formatRate, formatMs, formatBytes, formatDuration]) {
      expect(format(value).length).toBeLessThan(24);
    }
  }
  expect([formatCount(-0), formatCount(1e308), formatCount(1e14)]).toEqual([
    "0",
    "1.00e308",
    "100,000,000,000,000",
  ]);
  expect([1e308, Number.NaN, Infinity].map(formatTimeOfDay)).toEqual([NOTHING, NOTHING, NOTHING]);
  expect(formatMoment(1e308, 0)).toBe(NOTHING);
});
