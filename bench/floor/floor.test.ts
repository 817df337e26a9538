import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sampleScenario } from "../report/result.fixture.ts";
import { findings } from "../report/summary.ts";
import { lower } from "../result/result.ts";
import { readResult } from "../result/read.ts";
import { runBench } from "../test-bench.ts";
import { expectKnown } from "../test-measures.ts";
import { floorOf, floorsOf, storeFloor } from "./floor.ts";

const folder = mkdtempSync(join(tmpdir(), "streamgauge-floor-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const machine = {
  startedAt: "2026-11-24T12:00:00.000Z",
  command: "bun run bench floor",
  bun: "1.4.5",
  os: "linux",
  cpu: "One",
  cpus: 2,
  memoryGib: 4,
};
const config = { connections: 50, rate: 20, durationS: 1, sizeBytes: 100, workers: 1 };

function scenario(name: string, p50Ms: number, p99Ms: number, changes = {}) {
  const metrics = { "latency.p50_ms": lower(p50Ms, "ms"), "latency.p99_ms": lower(p99Ms, "ms") };
  return sampleScenario({ name, metrics, config, ...changes });
}

test("floorsOf() says how much of a latency the null server has too, for the same load", async () => {
  const file = join(folder, "floor.json");
  await storeFloor(file, floorOf(scenario("fan-out", 2, 6), machine));
  const alike = scenario("fan-out", 4, 24);
  const others = [
    scenario("reconnect", 4, 24),
    scenario("fan-out", 4, 24, { config: { ...config, rate: 30 } }),
    scenario("fan-out", 4, 24, { transport: "ws" }),
    scenario("fan-out", 4, 24, { config: { ...config, pattern: "burst:5" } }),
  ];
  const besideFloor = await floorsOf(machine, file);
  expect(others.map(besideFloor)).toEqual(others);
  const beside = besideFloor(alike);
  const values = ["latency.p50_ms", "latency.p99_ms", "latency.p50_share", "latency.p99_share"].map(
    (name) => beside.metrics[`floor.${name}`]?.value,
  );
  expect(values).toEqual([2, 6, 0.5, 0.25]);
  expectKnown([beside]);
  expect(findings(beside).join()).toContain("p50 2 ms, 50 % of this one's, and p99 6 ms, 25 % of");
  const elsewhere = await floorsOf({ ...machine, cpu: "Another" }, file);
  expect(elsewhere(alike)).toEqual(alike);
  await expect(floorsOf(machine, import.meta.path)).rejects.toThrow("is not a floor file");
});

test("bench floor measures the null server and stores a valid run; the next fan-out shows it", async () => {
  const load = ["--connections", "20", "--rate", "20", "--duration", "1"];
  const floor = await runBench(["floor", ...load], folder);
  expect(floor.stdout).toContain("800 deliveries expected, 0 lost, 0 duplicated, 0 out of order");
  expect(floor.stdout).toContain("null server");
  const file = Bun.file(join(folder, ".streamgauge/floor.json"));
  // On a busy machine the run is invalid, and nothing may be kept of it.
  expect([floor.code, await file.exists()]).toEqual(
    floor.stdout.includes("INVALID") ? [3, false] : [0, true],
  );
  if (floor.code === 3) return;
  await runBench(["fan-out", ...load, "--json", "r.json"], folder);
  const { scenarios } = readResult(await Bun.file(join(folder, "r.json")).text(), "r.json");
  expect(scenarios[0]?.metrics["floor.latency.p99_share"]?.value).toBeWithin(0.01, 1.0001);
}, 60_000);
