import { expect, test } from "bun:test";
import { readCommand } from "./command.ts";

test("readCommand() of compare reads the allowed regression as a share, and --strict", () => {
  const files = { kind: "compare", baseFile: "a.json", headFile: "b.json" } as const;
  expect(readCommand(["compare", "a.json", "b.json"])).toEqual({
    ...files,
    maxRegression: undefined,
    maxLatencyRatio: undefined,
    isStrict: false,
  });
  const words = [
    "compare",
    "a.json",
    "b.json",
    "--max-regression",
    "2.5",
    "--strict",
    "--max-latency-ratio",
    "2",
  ];
  expect(readCommand(words)).toEqual({
    ...files,
    maxRegression: 0.025,
    maxLatencyRatio: 2,
    isStrict: true,
  });
});

test("readCommand() of report takes one or two files, and every format", () => {
  const command = readCommand(["report", "c.json", "--bencher", "b", "--benchmark-action", "a"]);
  expect(command).toMatchObject({
    kind: "report",
    files: ["c.json"],
    outputs: { bencher: "b", benchmarkAction: "a" },
  });
  expect(readCommand(["report", "a.json", "b.json"])).toMatchObject({
    files: ["a.json", "b.json"],
  });
});

test("readCommand() of history takes the commit and the page", () => {
  const words = ["history", "h.jsonl", "r.json", "--commit", "a1b2c3d", "--html", "h.html"];
  expect(readCommand(words)).toEqual({
    kind: "history",
    file: "h.jsonl",
    resultFile: "r.json",
    commit: "a1b2c3d",
    html: "h.html",
  });
});

test.each([
  [["compare", "a.json"]],
  [["compare", "a.json", "b.json", "c.json"]],
  [["compare", "a.json", "b.json", "--max-regression", "much"]],
  [["report"]],
  [["report", "a.json", "b.json", "c.json"]],
  [["history"]],
])("readCommand() refuses %p", (words) => {
  expect(readCommand(words).kind).toBe("faults");
});

test.each([
  [["h.jsonl"], undefined, "history"],
  [["h.jsonl", "r.json"], "a1b2c3d", "history"],
  [["a", "b", "c"], undefined, "faults"],
  [["h.jsonl"], "$(x)", "faults"],
] as const)("readCommand() of history %p with the commit %p has %s", (words, commit, kind) => {
  const flags = commit === undefined ? [] : ["--commit", commit];
  expect(readCommand(["history", ...words, ...flags]).kind).toBe(kind);
});
