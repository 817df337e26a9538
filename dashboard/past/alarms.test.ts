import { expect, test } from "bun:test";
import { Alarms, MAX_ALARMS } from "./alarms.ts";
import { NO_LATENCY } from "./columns.ts";
import { sampleAt } from "./samples.fixture.ts";

/** A browser's memory, and an `Alarms` over it. */
function setUp(memory = new Map<string, string>()) {
  const begun: string[] = [];
  const alarms = new Alarms({
    recall: (name) => memory.get(name),
    remember: (name, value) => void memory.set(name, value),
    onBegin: ({ name }) => begun.push(name),
    onChange: () => {},
  });
  return { alarms, begun, memory };
}

/** A second of a hub in which so many gaps happened, and whose event loop lagged so long. */
function second(alarms: Alarms, atS: number, gaps: number, lagMs = 0): void {
  const sample = sampleAt(atS * 1_000, { gapsPerSecond: gaps });
  const latency = { ...sample.latency, eventLoop: { ...NO_LATENCY, count: 50, maxMs: lagMs } };
  const snapshot = { ...sample, latency, hub: { maxConnections: 100 }, totals: { unstored: 0 } };
  const headline = {
    of: "canary",
    isToParsed: true,
    latency: NO_LATENCY,
    atMs: atS * 1_000,
  } as const;
  alarms.observe({ snapshot, before: snapshot, headline });
}

const times = ({ snapshot }: Alarms) =>
  snapshot.alarms.map(({ figure, fromMs, toMs, worst }) => [figure, fromMs, toMs, worst]);

test("what is lost begins an alarm at once, and five calm seconds end it", () => {
  const { alarms, begun } = setUp();
  second(alarms, 1, 0);
  second(alarms, 2, 3);
  second(alarms, 3, 7);
  for (let atS = 4; atS <= 7; atS++) second(alarms, atS, 0);
  expect(times(alarms)).toEqual([["gaps", 2_000, undefined, 7]]);
  second(alarms, 8, 0);
  expect(times(alarms)).toEqual([["gaps", 2_000, 8_000, 7]]);
  expect(begun).toEqual(["gaps"]);
});

test("what is slow begins an alarm after three seconds in a row", () => {
  const { alarms, begun } = setUp();
  second(alarms, 1, 0, 900);
  second(alarms, 2, 0, 900);
  second(alarms, 3, 0, 1);
  second(alarms, 4, 0, 900);
  second(alarms, 5, 0, 900);
  expect(begun).toEqual([]);
  second(alarms, 6, 0, 900);
  expect(begun).toEqual(["loop-lag"]);
});

test("limits and alarms are remembered, and damaged memory is none", () => {
  const { alarms, memory } = setUp();
  alarms.setLimit("gaps", 10);
  alarms.setLimit("loop-lag", undefined);
  second(alarms, 1, 11, 900);
  const again = setUp(memory).alarms;
  expect(again.snapshot.limits).toMatchObject({ gaps: 10, "loop-lag": undefined, stalled: 0 });
  expect(times(again)).toEqual([["gaps", 1_000, undefined, 11]]);
  const damaged = new Map([
    ["alarms", '[{"figure":"gaps"},7,{"figure":"<b>","limit":1,"fromMs":1,"worst":1}]'],
    ["alarm-limits", '{"gaps":"many"}'],
  ]);
  expect(setUp(damaged).alarms.snapshot).toMatchObject({ alarms: [], limits: { gaps: 0 } });
});

test("a limit that is taken away ends its alarm; only what has ended can be cleared", () => {
  const { alarms } = setUp();
  second(alarms, 1, 1);
  alarms.clear();
  expect(alarms.snapshot.alarms).toHaveLength(1);
  alarms.setLimit("gaps", undefined);
  expect(times(alarms)).toEqual([["gaps", 1_000, 1_000, 1]]);
  alarms.clear();
  expect(alarms.snapshot.alarms).toEqual([]);
});

test("an alarm that outlived the hub ends by the next hub's figures", () => {
  const { alarms, memory } = setUp();
  second(alarms, 100, 1);
  const next = setUp(memory).alarms;
  for (let atS = 200; atS <= 206; atS++) second(next, atS, 0);
  expect(next.snapshot.alarms.map(({ toMs }) => toMs)).not.toContain(undefined);
});

test("the newest alarms are kept", () => {
  const { alarms } = setUp();
  for (let round = 0; round < MAX_ALARMS + 5; round++) {
    second(alarms, round * 10, 1);
    second(alarms, round * 10 + 6, 0);
  }
  expect(alarms.snapshot.alarms).toHaveLength(MAX_ALARMS);
  expect(alarms.snapshot.alarms[0]?.fromMs).toBe((MAX_ALARMS + 4) * 10_000);
});
