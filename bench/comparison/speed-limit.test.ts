import { expect, test } from "bun:test";
import type { Figures } from "./comparison.ts";
import { isBenchSpeed, speedShares } from "./speed-limit.ts";

const shares = (server: number, bench: number) => ({ server, bench });

test.each([
  ["both servers idle beside a busy bench", shares(0.38, 0.97), shares(0.4, 0.98), true],
  [
    "a head that is faster, so that the bench is busier",
    shares(0.38, 0.7),
    shares(0.4, 0.98),
    true,
  ],
  ["a head that waits, and the bench for it", shares(0.38, 0.97), shares(0.2, 0.5), false],
  ["a head that waits a little", shares(0.38, 0.97), shares(0.36, 0.9), false],
  ["a base that needs its core", shares(0.95, 0.5), shares(0.38, 0.97), false],
  ["a head that needs its core", shares(0.38, 0.97), shares(0.95, 0.97), false],
  ["servers on several cores", shares(2.4, 1.9), shares(2.5, 1.9), false],
  ["an unknown base", undefined, shares(0.38, 0.97), false],
  ["an unknown head", shares(0.38, 0.97), undefined, false],
])("isBenchSpeed() of %s", (_what, base, head, expected) =>
  expect(isBenchSpeed(base, head)).toBe(expected),
);

function round(server: number, clients: number, publishers: number): Figures {
  return {
    "saturated.server_cpu_share": server,
    "saturated.client_cpu_share": clients,
    "saturated.publisher_cpu_share": publishers,
  };
}

test("speedShares() are the medians of the rounds that have all of them", () => {
  const rounds = [
    { base: round(0.3, 0.4, 0.5), head: {} },
    { base: round(0.4, 0.5, 0.5), head: {} },
    { base: round(0.8, 0.5, 0.6), head: {} },
    { base: { "saturated.server_cpu_share": 1 }, head: {} },
  ];
  expect(speedShares(rounds, "base")?.server).toBe(0.4);
  expect(speedShares(rounds, "base")?.bench).toBeCloseTo(1, 9);
  expect(speedShares(rounds, "head")).toBeUndefined();
});
