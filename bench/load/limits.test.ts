import { expect, test } from "bun:test";
import { BenchError } from "../bench-error.ts";
import { portCount, requireHubCapacity, requirePorts, workersFor } from "./limits.ts";

test.each([
  [1_000, undefined, 20_000, 1],
  [10_000, undefined, 20_000, 1],
  [10_001, undefined, 20_000, 2],
  [15_000, 1, 20_000, 1],
  [1_000, undefined, 1_024, 2],
])(
  "workersFor(%d connections, %p wanted, %d descriptors)",
  (connections, wanted, limit, expected) =>
    expect(workersFor(connections, wanted, limit)).toBe(expected),
);

test("workersFor() says how many are needed if the wanted number is too small", () => {
  expect(() => workersFor(5_000, 2, 1_024)).toThrow(BenchError);
  expect(() => workersFor(5_000, 2, 1_024)).toThrow("use --workers 7");
});

test("requireHubCapacity() names the limit and the cure", () => {
  expect(() => requireHubCapacity(900, 1_024)).toThrow("could hold 824 connections, not 900");
  requireHubCapacity(800, 1_024);
});

test("requirePorts() refuses a load that would use up the ports, and says how to widen the range", () => {
  expect(() => requirePorts(26_000, 28_232)).toThrow("widen net.ipv4.ip_local_port_range");
  requirePorts(25_000, 28_232);
  expect(portCount()).toBeGreaterThan(1_000);
});
