/** What a page may order, beside what the bench itself takes. */

import { expect, test } from "bun:test";
import { join } from "node:path";
import { BENCH_OPTIONS } from "#protocol";
import { argumentsOf, BOUNDS, OFFERS, readOrder } from "./order.ts";

const BENCH = join(import.meta.dir, "../../bench/main.ts");

test.each(OFFERS.map(({ scenario }) => scenario))(
  "the bench takes what a page may choose for %s, and no other of these options",
  async (scenario) => {
    const child = Bun.spawn([process.execPath, BENCH, "help", scenario], { stdout: "pipe" });
    const help = await new Response(child.stdout).text();
    const taken = BENCH_OPTIONS.filter((option) => help.includes(`--${option} `));
    const offered = OFFERS.find((offer) => offer.scenario === scenario)?.options ?? [];
    expect<readonly string[]>(taken).toEqual(offered);
    for (const flag of ["--url", "--watch", "--json", "--html"]) expect(help).toContain(flag);
  },
  60_000,
);

test("an order that leaves everything out gets the fallbacks, which are within their bounds", () => {
  const read = readOrder(`{"scenario":"fan-out"}`);
  expect(read).toEqual({
    kind: "order",
    order: { scenario: "fan-out", connections: 1_000, rate: 10, duration: 10 },
  });
  for (const { min, max, fallback } of Object.values(BOUNDS)) {
    expect(fallback >= min && fallback <= max).toBe(true);
  }
});

test("an order becomes the bench's arguments, each of its own", () => {
  const order = { scenario: "fan-out", connections: 20, rate: 0.5, duration: 2.5 };
  expect(argumentsOf(order)).toEqual([
    "fan-out",
    "--connections",
    "20",
    "--rate",
    "0.5",
    "--duration",
    "2.5s",
  ]);
});

test.each([
  ["null"],
  ["1e999"],
  [`{"scenario":"fan-out","rate":1e999}`],
  [`{"scenario":"fan-out","connections":null,"rate":"10"}`],
  [`{"scenario":"endpoint"}`],
  [`{"scenario":"toString"}`],
  [`{"scenario":"fan-out","__proto__":{"rate":5}}`],
])("%s is no order", (text) => {
  expect(readOrder(text).kind).toBe("fault");
});
