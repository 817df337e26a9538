import { expect, test } from "bun:test";
import type { Comparison, MetricVerdict } from "../comparison/comparison.ts";
import { annotations } from "./formats/annotations.ts";
import { markdownCode, MOST_BYTES } from "./formats/markdown-text.ts";
import { markdownReport } from "./formats/markdown.ts";
import { forestLines } from "./plots/forest.ts";
import { comparisonText } from "./comparison-text.ts";
import { coloured } from "./terminal.ts";
import { hostileComparison, passingComparison, sampleComparison } from "./comparison.fixture.ts";

const MANY = Array.from({ length: 3_000 }, (_, index) => index);

/** Rendered as GitHub would, by a third-party parser. */
function rendered(comparison: Comparison): string {
  return Bun.markdown.html(markdownReport(comparison));
}

test("comparisonText() and markdownReport() start with the verdict and its reason", () => {
  const said =
    "✗ regressed: server.cpu_us_per_delivery: worse by 12.1 % (8.9 to 15.2 %); allowed are 5 %";
  expect(comparisonText(sampleComparison).trim().split("\n")[0]).toBe(said);
  expect(markdownReport(sampleComparison).split("\n")[0]).toBe(`## ${said}`);
});

test("comparisonText() of a pass says how much was allowed", () => {
  expect(comparisonText(passingComparison).trim().split("\n")[0]).toBe(
    "✓ pass: all 4 gated metrics are better, the same, or worse by less than 5 %",
  );
});

test.each([
  ["several metrics", [true, true], "✗ regressed: 2 of 2 gated metrics: a, b"],
  ["no measured metric", [], "? inconclusive: no gated metric was measured"],
])("comparisonText() if the verdict rests on %s", (_what, regressed, line) => {
  const [, , cpu] = sampleComparison.metrics;
  if (cpu === undefined) throw new Error("a metric");
  const metrics = regressed.map((_, index): MetricVerdict => {
    return { ...cpu, name: index === 0 ? "a" : "b" };
  });
  const verdict = regressed.length === 0 ? "inconclusive" : "regressed";
  const text = comparisonText({ ...sampleComparison, metrics, verdict });
  expect(text.trim().split("\n")[0]).toBe(line);
});

test("comparisonText() says that it was interrupted, and what was dropped and why", () => {
  const text = comparisonText({ ...sampleComparison, isPartial: true });
  expect(text.trim().split("\n")[0]).toContain("; interrupted after 12 rounds");
  expect(text).toContain("2: the generator was 80 ms late; the host stole 12 %");
  expect(text).toContain("! 2 of 14 rounds were dropped");
});

test("comparisonText() says from which regression on a gated metric fails, beside what is detectable", () => {
  const rows = comparisonText(sampleComparison).split("\n");
  const row = (name: string) => rows.find((line) => line.startsWith(`  ${name} `));
  // 1.05 × 1.031.
  expect(row("server.cpu_us_per_delivery")).toMatch(/ 3\.1 % +≥ 8\.3 % +±2\.1 % +✗ regressed$/);
  expect(row("rate_at_objective.events_per_second")).toMatch(/ – +– +– +\? inconclusive$/);
  expect(row("latency.p99_ms")).toMatch(/ 90 % +– +– +\? inconclusive$/);
});

test("comparisonText() of one pair shows no interval, for there is none", () => {
  const [, , cpu] = sampleComparison.metrics;
  if (cpu?.ratio === undefined) throw new Error("a ratio");
  const ratio = { ...cpu.ratio, low: null, high: null, pairs: 1, confidence: 0 };
  const one = { ...sampleComparison, metrics: [{ ...cpu, ratio }] };
  for (const text of [comparisonText(one), markdownReport(one)]) {
    expect(text.replaceAll("\u00A0", " ")).toContain("+12.1 % (one pair)");
    expect(text).not.toContain("● ");
    expect(text).not.toContain("An interval contains");
  }
});

test("comparisonText() says what the interval covers, and how far to trust it", () => {
  const text = comparisonText(sampleComparison);
  expect(text).toContain(
    "An interval contains the true change in at least 99.2 % of comparisons, whichever look ends them.",
  );
  expect(text).toContain("lag-1 autocorrelation: server.cpu_us_per_delivery 0.12.");
  const early = "found early appears larger than it is";
  expect(text).toContain(early);
  expect(comparisonText(passingComparison)).not.toContain(early);
});

test.each([
  ["the bench's own", 0.38, 0.99, "speed, and cannot fail; CPU time per delivery can."],
  ["the server's", 0.97, 0.6, "the server used 0.97 of a core and the bench 0.60 (head)."],
])("comparisonText() says whose speed was measured: %s", (_whose, server, bench, said) => {
  const [, , cpu] = sampleComparison.metrics;
  if (cpu === undefined) throw new Error("a metric");
  const shares = {
    "saturated.server_cpu_share": server,
    "saturated.client_cpu_share": bench / 3,
    "saturated.publisher_cpu_share": (2 * bench) / 3,
  };
  const rounds = [{ base: shares, head: shares }];
  const text = comparisonText({ ...sampleComparison, metrics: [cpu], rounds });
  expect(text).toContain(`At full speed, the server used ${server} of a core`);
  expect(text).toContain(said);
});

test("comparisonText() says if a metric has fewer rounds than the comparison", () => {
  const fewer =
    "  12 paired rounds, at least 11 per metric, 2 more dropped; 402 s of a budget of 600 s";
  expect(comparisonText(sampleComparison).split("\n")).toContain(fewer);
  const all = "  12 paired rounds, none dropped; 402 s of a budget of 600 s";
  expect(comparisonText(passingComparison).split("\n")).toContain(all);
});

test("comparisonText() ends with the warnings, and has the same text in colour", () => {
  const text = comparisonText(sampleComparison);
  expect(text.trimEnd().split("\n").at(-1)).toBe(`! ${sampleComparison.warnings[0]}`);
  const inColour = comparisonText(sampleComparison, { paint: coloured, columns: Infinity });
  expect(inColour).toStartWith("\n\u001B[31m✗ regressed");
  expect(Bun.stripANSI(inColour)).toBe(text);
});

test("comparisonText() lets no text of a comparison control the terminal", () => {
  expect(comparisonText(hostileComparison())).not.toMatch(/[^\n\P{Cc}]/u);
});

test("forestLines() has worse on the right for times and for rates, on one scale", () => {
  const [, ...lines] = forestLines(sampleComparison.metrics, 0.05);
  const place = (name: string) => {
    const line = lines.find((one) => one.startsWith(name)) ?? "";
    return line.indexOf("●") - line.search(/[┊<]/);
  };
  // A rate that fell, and a time that grew.
  expect(place("rate_at_objective")).toBeGreaterThan(place("deliveries_per_second"));
  expect(place("server.cpu")).toBeGreaterThan(place("rate_at_objective"));
  expect(new Set(lines.map((line) => line.search(/ [✗✓?] /))).size).toBe(1);
});

test("forestLines() cuts an interval that leaves the scale, and marks the cut with an arrow", () => {
  const line = forestLines(sampleComparison.metrics, 0.05).find((one) => one.startsWith("latency"));
  expect(line).toMatch(/<─.*●.*─>/);
});

test("forestLines() is empty without intervals, and has no marks if nothing is allowed", () => {
  expect(forestLines(sampleComparison.metrics.slice(0, 2), 0.05)).toEqual([]);
  expect(forestLines(sampleComparison.metrics, 0).join("")).not.toContain("┊");
});

test("markdownReport() folds everything but the gated metrics", () => {
  const text = markdownReport(sampleComparison);
  const open = text.slice(0, text.indexOf("<details>"));
  expect(open.replaceAll("\u00A0", " ")).toContain(
    "| ✗ **regressed** | `server.cpu_us_per_delivery` | 9.84 µs | 11 µs | +12.1 % (+8.9 to +15.2) | 3.1 % (±2.1 %) | ≥ 8.3 % |",
  );
  expect(open).not.toContain("latency.p99_ms");
  expect(text.slice(open.length)).toContain("latency.p99_ms");
  expect(text.match(/<details>/g)).toHaveLength(4);
  expect(text).toContain("| 1 | 1.121 |");
});

test("markdownReport() lets no text of a comparison become markup", () => {
  const html = rendered(hostileComparison());
  const tags = new Set([...html.matchAll(/<\/?([a-z][\w-]*)/g)].map(([, name]) => name));
  expect([...tags].filter((name) => ["script", "img", "a", "style"].includes(name ?? ""))).toEqual(
    [],
  );
  expect(html.match(/<details>/g)).toHaveLength(4);
});

test("markdownReport() keeps the columns of each table's rows, whatever the text", () => {
  const rows = [...rendered(hostileComparison()).matchAll(/<tr>([^]*?)<\/tr>/g)].map(
    ([, row = ""]) => row.match(/<t[hd]/g)?.length,
  );
  // The metrics, and the rounds of those that have a ratio.
  expect(new Set(rows)).toEqual(new Set([7, 6]));
});

test.each<[string, Partial<Comparison>]>([
  ["warnings", { warnings: MANY.map((index) => `${index} ${"wide ".repeat(50)}`) }],
  ["rounds", { rounds: MANY.flatMap(() => sampleComparison.rounds.slice(0, 1)) }],
  ["dropped rounds", { dropped: MANY.flatMap(() => sampleComparison.dropped.slice(0, 1)) }],
  ["metrics", { metrics: MANY.flatMap(() => sampleComparison.metrics) }],
  ["of a command", { environment: { ...sampleComparison.environment, command: "x".repeat(1e5) } }],
])("markdownReport() stays under 64 kB with too many %s, and says so", (_what, changes) => {
  const text = markdownReport({ ...sampleComparison, ...changes });
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MOST_BYTES);
  expect(text).toContain("does not fit: the JSON file has all of it");
  expect(text).toStartWith("## ✗ regressed");
  expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
  expect((text.match(/^```/gm) ?? []).length % 2).toBe(0);
});

test("markdownCode() fences text that contains a fence", () => {
  expect(markdownCode("a ``b`` c")).toBe("``` a ``b`` c ```");
});

test("annotations() have an error for each regression, and a warning for everything else of note", () => {
  const sides = "worktree (9f8e7d6, with uncommitted changes) against main (a1b2c3d)";
  expect(annotations(sampleComparison).split("\n")).toEqual([
    `::error title=server.cpu_us_per_delivery regressed::worse by 12.1 %25 (8.9 to 15.2 %25); allowed are 5 %25%0A${sides}`,
    `::warning title=rate_at_objective.events_per_second inconclusive::between better by 3 %25 and worse by 9 %25; allowed are 5 %25: more rounds would tell%0A${sides}`,
    "::warning title=Comparison::2 of 14 rounds were dropped: let nothing else run on this machine",
    "",
  ]);
});

test("annotations() escape what would end a command or a property", () => {
  const comparison = { ...sampleComparison, metrics: [], warnings: ["a: 5 %, b\r\n::error::c"] };
  expect(annotations(comparison)).toBe("::warning title=Comparison::a: 5 %25, b%0D%0A::error::c\n");
  const [, , cpu] = sampleComparison.metrics;
  if (cpu === undefined) throw new Error("a metric");
  const named = { ...sampleComparison, warnings: [], metrics: [{ ...cpu, name: "a:b,c%\n" }] };
  expect(annotations(named)).toStartWith("::error title=a%3Ab%2Cc%25%0A regressed::");
});

test("annotations() are empty if everything passes", () => {
  expect(annotations(passingComparison)).toBe("");
});
