/** Stored files: from earlier versions, from other tools, and damaged ones. */

import { expect, test } from "bun:test";
import { join } from "node:path";
import { BenchError } from "../bench-error.ts";
import { readHistory } from "../history/entry.ts";
import { sampleComparison } from "../report/comparison.fixture.ts";
import { sampleResult } from "../report/result.fixture.ts";
import { runBench } from "../test-bench.ts";
import { expectKnown } from "../test-measures.ts";
import { readResult, readStored } from "./read.ts";

const FIXTURES = join(import.meta.dir, "fixtures");

function fixture(name: string): Promise<string> {
  return Bun.file(join(FIXTURES, name)).text();
}

test.each([
  ["run.json", "result"],
  ["peers.json", "result"],
  ["comparison.json", "comparison"],
] as const)("readStored() reads %s of 7999d2d: a %s", async (name, kind) => {
  const text = await fixture(name);
  const stored = readStored(text, name);
  expect(stored.kind).toBe(kind);
  expect(stored).toHaveProperty(kind, JSON.parse(text));
  if (stored.kind === "result") expectKnown(stored.result.scenarios);
});

test("the history of 7999d2d can be read, with a line for each scenario and transport", async () => {
  const groups = readHistory(await fixture("history.jsonl"), "h.jsonl").map(({ group }) => group);
  expect(groups).toEqual(["fan-out", "fan-out ws", "reconnect", "reconnect ws"]);
});

test("each file of an earlier version can be drawn", async () => {
  for (const name of ["run.json", "peers.json", "comparison.json", "history.jsonl"]) {
    const { code, stderr, stdout } = await runBench(["report", join(FIXTURES, name)]);
    expect([name, code, stderr]).toEqual([name, 0, ""]);
    expect(stdout.length).toBeGreaterThan(100);
  }
});

const text = JSON.stringify(sampleComparison);

test("readStored() tells a comparison from a result", () => {
  const comparison = readStored(text, "c.json");
  expect(comparison).toEqual({ kind: "comparison", comparison: JSON.parse(text) });
  expect(readStored(JSON.stringify(sampleResult), "r.json").kind).toBe("result");
});

const without = (field: string) => JSON.stringify({ ...sampleComparison, [field]: undefined });

test.each([
  ["cut off in the middle", text.slice(0, text.length / 2), "was it cut off?"],
  ["of a newer bench", JSON.stringify({ ...sampleComparison, schemaVersion: 2 }), "newer bench"],
  [
    "of another tool",
    JSON.stringify({ ...sampleComparison, tool: { name: "k6" } }),
    "not a result",
  ],
  ["without its rounds", without("rounds"), "it must have required property 'rounds'"],
  ["without its verdict", without("verdict"), "it must have required property 'verdict'"],
  [
    "with half a metric",
    text.replace('"reason":', '"no":').replaceAll('"name":"lost",', ""),
    "metrics.",
  ],
])("readStored() refuses a file %s", (_what, damaged, message) => {
  expect(() => readStored(damaged, "c.json")).toThrow(message);
});

test("readResult() refuses a comparison", () => {
  expect(() => readResult(text, "c.json")).toThrow("c.json is a comparison");
});

/** The path of every place in a value. */
function* places(value: unknown, path: readonly string[] = []): Generator<readonly string[]> {
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    yield [...path, key];
    yield* places(inner, [...path, key]);
  }
}

/** A copy with another value at one place. */
function withAt(value: unknown, [key = "", ...rest]: readonly string[], other: unknown): unknown {
  if (typeof value !== "object" || value === null) return other;
  const inner = rest.length === 0 ? other : withAt(Reflect.get(value, key), rest, other);
  if (!Array.isArray(value)) return { ...value, [key]: inner };
  return value.map((one, index) => (String(index) === key ? inner : one));
}

test.each([
  ["a result", sampleResult],
  ["a comparison", sampleComparison],
])("with anything else in any place of %s, it is read, or refused in one line", (_what, whole) => {
  for (const path of places(whole)) {
    for (const other of [undefined, null, 7, "x", [], {}]) {
      try {
        readStored(JSON.stringify(withAt(whole, path, other)), "f.json");
      } catch (error) {
        expect(error).toBeInstanceOf(BenchError);
        expect(String(error)).not.toContain("\n");
      }
    }
  }
});
