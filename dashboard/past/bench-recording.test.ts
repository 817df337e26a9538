import { expect, test } from "bun:test";
import { readRecording } from "./bench-recording.ts";

const START = "2026-01-02T00:00:00.000Z";
const START_MS = Date.parse(START);

function stored(scenario: object): unknown {
  const environment = { startedAt: START };
  return {
    environment,
    scenarios: [{ name: "fan-out", valid: true, warnings: ["w"], ...scenario }],
  };
}

const recording = {
  startedAt: "2026-01-02T00:00:01.000Z",
  elapsedMs: [1_000, 2_000, 3_000],
  columns: { open: [0, 2, 2], p50Ms: [null, 1.5, 2.5], p999Ms: [null, null, 9] },
  phases: [
    { fromSecond: 0, phase: "opening clients" },
    { fromSecond: 1, phase: "publishing" },
  ],
  headline: "fan-out: valid",
  findings: ["0 lost"],
};

test("readRecording() has each second of a run, by the clock of then, with its phase and figures", () => {
  const read = readRecording(stored({ recording }));
  expect(read).toMatchObject({ scenario: "fan-out", startedAtMs: START_MS + 1_000 });
  expect(read?.lacks).toBeUndefined();
  expect(read?.seconds.map(({ atMs, moment }) => [atMs - START_MS, moment.phase])).toEqual([
    [2_000, "opening clients"],
    [3_000, "publishing"],
    [4_000, "publishing"],
  ]);
  expect(read?.seconds[2]?.moment).toMatchObject({ open: 2, p50Ms: 2.5, p999Ms: 9, p99Ms: null });
  expect(read?.outcome).toEqual({
    scenario: "fan-out",
    headline: "fan-out: valid",
    findings: ["0 lost"],
    isValid: true,
  });
});

test("readRecording() takes the series of a result without a recording, and says what it lacks", () => {
  const values = [5, null];
  const series = {
    "latency.p50_ms": { stepMs: 1_000, values },
    deliveries_per_second: { stepMs: 1_000, values: [100, 0] },
    "server.rss_mb": { stepMs: 1_000, values: [1, 2, 3, 4] },
  };
  const read = readRecording(stored({ series }));
  expect(read?.seconds.map(({ atMs }) => atMs - START_MS)).toEqual([1_000, 2_000]);
  expect(read?.seconds[0]?.moment).toMatchObject({
    p50Ms: 5,
    deliveriesPerSecond: 100,
    open: null,
    phase: "",
  });
  expect(read?.lacks).toContain("clients, phases");
  expect(read?.outcome.findings).toEqual(["w"]);
  expect(readRecording(stored({ series: {} }))).toMatchObject({
    seconds: [],
    lacks: expect.stringContaining("keeps nothing"),
  });
});

test.each([
  ["no object", 7],
  ["another file", { name: "package" }],
  ["a result without scenarios", { environment: { startedAt: START }, scenarios: [] }],
  ["a result of no time", { environment: { startedAt: "soon" }, scenarios: [{ name: "x" }] }],
])("readRecording() refuses %s", (_what, value) => {
  expect(readRecording(value)).toBeUndefined();
});

test.each([
  ["lists that are none", { elapsedMs: 7, columns: "x", phases: {}, findings: "x" }, 0],
  ["times that are none", { ...recording, elapsedMs: [1_000, "x", null] }, 1],
  ["figures that are none", { ...recording, columns: { open: ["<b>", {}] } }, 3],
])("readRecording() survives %s", (_what, damaged, seconds) => {
  const read = readRecording(stored({ recording: damaged }));
  expect(read?.seconds).toHaveLength(seconds);
  for (const { moment } of read?.seconds ?? []) expect(moment.open ?? 0).toBeNumber();
});
