import { expect, test } from "bun:test";
import { LatencyHistogram } from "../stats/latency.ts";
import { bar, sparkline } from "./bars.ts";
import { plainLine, renderFrame } from "./frame.ts";
import { LiveFigures } from "./live-figures.ts";
import type { ProgressState } from "./progress-state.ts";
import { type Screen, screenOn } from "./screen.ts";
import { coloured, plain } from "./terminal.ts";

const counts = { connections: 5_000, open: 4_990, failed: 10, recovered: 128, received: 25_000 };

const state: ProgressState = {
  label: "reconnect",
  phase: "publishing",
  elapsedMs: 12_400,
  leftMs: 8_000,
  counts,
  second: { deliveries: 25_000, p50Ms: 2.831, p99Ms: 7.62 },
  p99Ms: [1, 2, null, 8],
};

test("renderFrame() shows state, time, clients, rate, percentiles and their history", () => {
  expect(renderFrame(state, { columns: 80, paint: plain })).toEqual([
    "reconnect  publishing   12 s, 8 s left",
    "  4,990 of 5,000 open   10 failed   128 reconnected",
    "     25,000 deliveries/s   p50 2.83 ms     p99 7.62 ms",
    "  p99 ▁▂ █  ≤ 8 ms",
  ]);
});

test("renderFrame() leaves out figures that do not exist yet", () => {
  const early = { ...state, leftMs: undefined, counts: undefined, second: undefined, p99Ms: [] };
  expect(renderFrame(early, { columns: 80, paint: plain })).toEqual([
    "reconnect  publishing   12 s",
  ]);
});

test.each([200, 80, 40, 20, 7, 1])("renderFrame() fits %d columns, coloured or not", (columns) => {
  const minute = { ...state, p99Ms: Array.from({ length: 60 }, (_, second) => second) };
  const lines = renderFrame(minute, { columns, paint: plain });
  for (const line of lines) expect(Bun.stringWidth(line)).toBeLessThanOrEqual(columns);
  const inColour = renderFrame(minute, { columns, paint: coloured });
  expect(inColour.map((line) => Bun.stripANSI(line).trimEnd())).toEqual(lines);
});

test("renderFrame() shows the newest seconds if there is no room for all", () => {
  const minute = { ...state, p99Ms: [...Array.from({ length: 59 }, () => 1), 80] };
  expect(renderFrame(minute, { columns: 24, paint: plain }).at(-1)).toMatch(
    /^ {2}p99 ▁+█ {2}≤ 80 ms$/,
  );
});

test("renderFrame() and plainLine() let no text control the terminal", () => {
  const hostile = { ...state, phase: "\u001B[2J\r\n\u009Bboo" };
  const frame = renderFrame(hostile, { columns: 80, paint: plain });
  expect([...frame, plainLine(hostile)].join("")).not.toMatch(/\p{Cc}/u);
});

test("plainLine() is the state in one line", () => {
  expect(plainLine(state)).toBe(
    "reconnect: publishing, 4,990 of 5,000 open, 10 failed, 128 reconnected, 25,000 events received, p99 7.62 ms",
  );
});

test.each([
  ["nothing", [], 10, ""],
  ["zeros", [0, 0], 10, "▁▁"],
  ["the whole scale", [1, 2, 3, 4, 5, 6, 7, 8], 10, "▁▂▃▄▅▆▇█"],
  ["a hole", [8, null, 8], 10, "█ █"],
  ["more than fits", [8, 1, 8], 2, "▁█"],
  ["no room", [1], 0, ""],
])("sparkline() of %s", (_what, values, width, expected) =>
  expect(sparkline(values, width)).toBe(expected),
);

test("renderFrame() counts wide characters as two columns, and cuts none in half", () => {
  const wide = { ...state, label: "负载测试", counts: undefined, second: undefined };
  expect(renderFrame(wide, { columns: 7, paint: plain })).toEqual(["负载测"]);
});

test.each([
  ["nothing", 0, 8, ""],
  ["the largest", 8, 8, "████"],
  ["half", 4, 8, "██"],
  ["an eighth of a character", 1, 32, "▏"],
  ["a tiny value, still visible", 1, 1e6, "▏"],
  ["more than the largest", 9, 8, "████"],
  ["zero of zero", 0, 0, ""],
])("bar() of %s", (_what, value, largest, expected) =>
  expect(bar(value, largest, 4)).toBe(expected),
);

function latencyOf(ms: number): LatencyHistogram {
  const histogram = new LatencyHistogram();
  histogram.record(ms);
  return histogram;
}

test("LiveFigures closes a second with its own deliveries and percentiles", () => {
  const figures = new LiveFigures("fan-out", 0);
  figures.setCounts({ ...counts, received: 100 }, 500);
  figures.add(latencyOf(5), 600);
  expect(figures.stateAt(999).second).toBeUndefined();
  expect(figures.stateAt(1_000).second).toMatchObject({ deliveries: 100 });
  figures.setCounts({ ...counts, received: 150 }, 1_500);
  const { second, p99Ms } = figures.stateAt(2_000);
  expect(second).toEqual({ deliveries: 50, p50Ms: null, p99Ms: null });
  expect(p99Ms[0]).toBeCloseTo(5);
});

test("LiveFigures adds an empty second for each that passed unseen, and keeps a minute", () => {
  const figures = new LiveFigures("fan-out", 0);
  figures.add(latencyOf(5), 100);
  const { p99Ms } = figures.stateAt(3_500);
  expect(p99Ms.map((value) => value !== null)).toEqual([true, false, false]);
  expect(figures.stateAt(1e9).p99Ms).toHaveLength(60);
});

test("LiveFigures starts again when new clients have received less than the previous ones", () => {
  const figures = new LiveFigures("transports", 0);
  figures.setCounts({ ...counts, received: 100 }, 500);
  figures.setCounts({ ...counts, received: 30 }, 1_500);
  expect(figures.stateAt(2_000).second).toMatchObject({ deliveries: 30 });
});

test("LiveFigures counts down to the announced end, and stops at zero", () => {
  const figures = new LiveFigures("fan-out", 0);
  expect(figures.stateAt(1).leftMs).toBeUndefined();
  figures.setEnd(10_000);
  expect(figures.stateAt(4_000)).toMatchObject({ elapsedMs: 4_000, leftMs: 6_000 });
  expect(figures.stateAt(12_000).leftMs).toBe(0);
});

interface Stage {
  readonly screen: Screen;
  readonly written: string[];
  readonly timer: { ms?: number; tick?: () => void; isStopped?: boolean };
}

function stage(isTTY: boolean, env: Record<string, string> = {}): Stage {
  const written: string[] = [];
  const timer: Stage["timer"] = {};
  const output = { write: (text: string) => written.push(text), isTTY, columns: 60 };
  const screen = screenOn(output, "fan-out", {
    env,
    nowMs: () => 0,
    every(ms, tick) {
      Object.assign(timer, { ms, tick });
      return () => void Object.assign(timer, { isStopped: true });
    },
  });
  return { screen, written, timer };
}

test("screenOn() redraws in place on a terminal, four times a second, and leaves nothing behind", () => {
  const { screen, written, timer } = stage(true, { NO_COLOR: "1" });
  screen.show("starting");
  screen.count({ ...counts, received: 0 });
  screen.show("publishing");
  expect(timer.ms).toBe(250);
  timer.tick?.();
  screen.done();
  expect(written).toEqual([
    "\rfan-out  starting   0 s\u001B[K\n\u001B[J",
    "\r\u001B[1Afan-out  publishing   0 s\u001B[K\n  4,990 of 5,000 open   10 failed   128 reconnected\u001B[K\n\u001B[J",
    "\r\u001B[2A\u001B[J",
  ]);
  expect(timer.isStopped).toBe(true);
});

test.each([
  ["a terminal has colours", {}, true],
  ["NO_COLOR takes them away", { NO_COLOR: "1" }, false],
  ["an empty NO_COLOR does not", { NO_COLOR: "" }, true],
])("screenOn(): %s", (_what, env, isColoured) => {
  const { screen, written } = stage(true, env);
  screen.show("starting");
  expect(written.join("").includes("\u001B[1m")).toBe(isColoured);
});

test.each([
  ["no terminal", false, {}],
  ["a dumb terminal", true, { TERM: "dumb" }],
])("screenOn() writes plain lines on %s, only when there is news", (_what, isTTY, env) => {
  const { screen, written, timer } = stage(isTTY, env);
  screen.show("starting");
  timer.tick?.();
  screen.show("publishing");
  screen.count({ ...counts, failed: 0, recovered: 0 });
  timer.tick?.();
  screen.done();
  expect(timer.ms).toBe(2_000);
  expect(written).toEqual([
    "fan-out: starting\n",
    "fan-out: publishing, 4,990 of 5,000 open, 25,000 events received\n",
  ]);
});

test("screenOn() without any progress writes nothing", () => {
  const { screen, written } = stage(true);
  screen.done();
  expect(written).toEqual([]);
});

test("screenOn() stops its own timer in done()", () => {
  const written: string[] = [];
  const screen = screenOn({ write: (text) => written.push(text) }, "fan-out", { env: {} });
  screen.show("starting");
  screen.done();
  expect(written).toEqual(["fan-out: starting\n"]);
});
