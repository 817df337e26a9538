import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { floorOf } from "./calibrate.ts";
import { readNoiseFloors, spreadOf, storeNoiseFloor } from "./noise-floor.ts";

const CPU = "server.cpu_us_per_delivery";
const load = { connections: 50, rate: 20, durationS: 1, sizeBytes: 100, workers: 1 };
const machine = {
  startedAt: "2026-11-24T12:00:00.000Z",
  command: "bun run bench calibrate",
  bun: "1.4.5",
  os: "linux",
  cpu: "One",
  cpus: 2,
  memoryGib: 4,
};
const rounds = Array.from({ length: 12 }, (_, index) => ({
  base: { [CPU]: 10, lost: 0, delivered: 1_000 },
  head: { [CPU]: 10 + (index % 2 === 0 ? 0.1 : -0.1), lost: 0, delivered: 1_000 },
}));
const floor = floorOf(rounds, 1, load, machine);

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "streamgauge-noise-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("floorOf() has the width of the interval and the spread of the pairs for each measured metric", () => {
  expect(floor.pairs).toBe(12);
  expect(Object.keys(floor.halfWidths)).toEqual([CPU]);
  expect(floor.halfWidths[CPU]).toBeWithin(0.001, 0.02);
  expect(floor.spreads[CPU]).toBeCloseTo(0.01, 6);
});

test("spreadOf() is undefined for a metric that no pair has", () => {
  expect(spreadOf(rounds, "latency.p50_ms")).toBeUndefined();
});

test("a noise floor is found for its own machine and load only, and a newer one replaces it", async () => {
  const file = join(folder, "floor.json");
  expect(await readNoiseFloors(file, machine, load)).toBeUndefined();
  const other = { ...floor, load: { ...load, connections: 60 } };
  const newer = { ...floor, pairs: 20 };
  for (const one of [floor, other, newer]) await storeNoiseFloor(file, one);
  expect(await readNoiseFloors(file, machine, load)).toEqual(newer);
  expect(await readNoiseFloors(file, machine, other.load)).toEqual(other);
  expect(await readNoiseFloors(file, { ...machine, cpu: "Another" }, load)).toBeUndefined();
  expect(await readNoiseFloors(file, { ...machine, bun: "1.4.6" }, load)).toBeUndefined();
  expect((await Bun.file(file).json()).floors).toHaveLength(2);
});

test.each(["{", '{ "schemaVersion": 2, "floors": [] }', "[]"])(
  "a file that contains %s is refused, and the message says what to do about it",
  async (text) => {
    const file = join(folder, "bad.json");
    await Bun.write(file, text);
    await expect(readNoiseFloors(file, machine, load)).rejects.toThrow(
      "delete it, or name another",
    );
  },
);
