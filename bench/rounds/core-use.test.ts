import { expect, test } from "bun:test";
import { shareFigures, sharesOf, usageOf } from "./core-use.ts";

const usage = (atMs: number, serverUs: number, clientsUs: number, publishersUs: number) => {
  return { atMs, serverUs, clientsUs, publishersUs };
};

test("sharesOf() adds up the stretches, and leaves out what was used between them", () => {
  const shares = sharesOf([
    [usage(0, 0, 0, 0), usage(100, 40_000, 50_000, 60_000)],
    [usage(500, 400_000, 400_000, 400_000), usage(600, 440_000, 470_000, 420_000)],
  ]);
  expect(shares).toEqual({ server: 0.4, clients: 0.6, publishers: 0.4 });
  expect(shareFigures(shares)).toEqual({
    "saturated.server_cpu_share": 0.4,
    "saturated.client_cpu_share": 0.6,
    "saturated.publisher_cpu_share": 0.4,
  });
});

test("sharesOf() has no share of processes that are not known", () => {
  const from = usageOf([], [process.pid]);
  expect(Object.keys(sharesOf([[from, { ...from, atMs: from.atMs + 1 }]]))).toEqual([
    "clients",
    "publishers",
  ]);
  expect(sharesOf([])).toEqual({});
});
