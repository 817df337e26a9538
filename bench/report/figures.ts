/** How figures look in every report: with as many digits as a comparison needs. */

import type { Metric } from "../result/result.ts";

/** Three significant digits; from 100 up, whole numbers with thousands separators. */
export function formatNumber(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 100) {
    return Math.round(value).toLocaleString("en");
  }
  return String(Number(value.toPrecision(3)));
}

/** `1 event`, `2 events`; `plural` is for nouns that take more than an s. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatNumber(count)} ${count === 1 ? noun : plural}`;
}

/** The value that a threshold was judged by, unrounded: with three digits, 100.04 would seem to meet `<=100`. */
export function formatJudged(value: number | null): string {
  if (value === null) return "no such figure";
  const exact = Number(value.toPrecision(7));
  return exact.toLocaleString("en", { maximumSignificantDigits: 7 });
}

/** `12 ms`, `950/s`, or "not reached". */
export function formatMetric({ value, unit }: Metric): string {
  if (value === null) return "not reached";
  if (unit === "ratio") return formatRatio(value);
  return `${formatNumber(value)}${unit.startsWith("/") ? "" : " "}${unit}`;
}

/** The interval: ` (11–14)`, or nothing if there is none. */
export function formatInterval({ low, high, unit, better }: Metric): string {
  if (low === undefined || high === undefined) return "";
  const [from, to] = [low, high].map((value) =>
    value === null || unit !== "ratio" ? formatEnd(value) : formatMetric({ value, unit, better }),
  );
  return ` (${from}–${to})`;
}

function formatEnd(value: number | null): string {
  return value === null ? "not reached" : formatNumber(value);
}

/** 1 only if it is exactly 1: 0.9999996 must not look complete. */
function formatRatio(value: number): string {
  const text = value.toFixed(6).replace(/\.?0+$/, "");
  return text === "1" && value !== 1 ? "0.999999" : text;
}
