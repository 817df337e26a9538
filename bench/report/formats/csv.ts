/** All series of a result as CSV (RFC 4180): one record per value, which any tool can pivot. */

import type { BenchResult } from "../../result/result.ts";

const HEADER = ["scenario", "series", "step_ms", "index", "seconds", "value"];

/**
 * `seconds` is when a step begins, relative to the first; empty if the step is 0, which means that the series is not
 * over time. A step without a value leaves its cell empty.
 */
export function csvReport({ scenarios }: BenchResult): string {
  const records = scenarios.flatMap(({ name, series }) =>
    Object.entries(series).flatMap(([key, { stepMs, values }]) =>
      values.map((value, index) => {
        const seconds = stepMs === 0 ? null : (index * stepMs) / 1000;
        return [name, key, stepMs, index, seconds, value];
      }),
    ),
  );
  return [HEADER, ...records].map((record) => `${record.map(cell).join(",")}\r\n`).join("");
}

/** [RFC 4180] Fields with line breaks, quotes and commas are enclosed in quotes, and a quote is doubled. */
function cell(value: string | number | null): string {
  const text = String(value ?? "");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
