import { expect, test } from "bun:test";
import parsePrometheusTextFormat from "parse-prometheus-text-format";
import { prometheusText } from "./prometheus.ts";

test("prometheusText() writes counters and gauges that a third-party parser reads back", () => {
  const text = prometheusText([
    { kind: "counter", name: "a_total", help: "All of them.", value: 12_345_678_901_234 },
    { kind: "gauge", name: "b_seconds", help: "How long.", value: 0.000_000_25 },
    { kind: "gauge", name: "c", help: "Below zero.", value: -1.5, labels: { of: "x", to: "y" } },
  ]);
  expect(parsePrometheusTextFormat(text)).toEqual([
    {
      name: "a_total",
      help: "All of them.",
      type: "COUNTER",
      metrics: [{ value: "12345678901234" }],
    },
    { name: "b_seconds", help: "How long.", type: "GAUGE", metrics: [{ value: "2.5e-7" }] },
    {
      name: "c",
      help: "Below zero.",
      type: "GAUGE",
      metrics: [{ value: "-1.5", labels: { of: "x", to: "y" } }],
    },
  ]);
});

test("prometheusText() writes a histogram whose last bucket is infinite and has the total", () => {
  const value = { bounds: [0.5, 2], cumulativeCounts: [3, 4, 9], sum: 40.25 };
  const text = prometheusText([{ kind: "histogram", name: "d_seconds", help: "D.", value }]);
  expect(parsePrometheusTextFormat(text)).toEqual([
    {
      name: "d_seconds",
      help: "D.",
      type: "HISTOGRAM",
      metrics: [{ buckets: { "0.5": "3", "2": "4", "+Inf": "9" }, sum: "40.25", count: "9" }],
    },
  ]);
});

test.each([
  ["a backslash", "C:\\new"],
  ["a line feed", "two\nlines"],
  ["a quote", 'say "x"'],
  ["what looks like the end of the set", '"} 1'],
])("prometheusText() keeps %s in a label and in the help text", (_, text) => {
  const help = text;
  const family = { kind: "gauge", name: "e", help, value: 1, labels: { text } } as const;
  expect(parsePrometheusTextFormat(prometheusText([family]))).toEqual([
    { name: "e", help, type: "GAUGE", metrics: [{ value: "1", labels: { text } }] },
  ]);
});

test.each([
  [Infinity, "+Inf"],
  [-Infinity, "-Inf"],
  [Number.NaN, "NaN"],
  [1e21, "1e+21"],
])("prometheusText() writes %d as the format requires", (value, word) => {
  expect(prometheusText([{ kind: "gauge", name: "f", help: "F.", value }])).toEndWith(
    `\nf ${word}\n`,
  );
});

test("prometheusText() of no families is empty", () => {
  expect(prometheusText([])).toBe("");
});
