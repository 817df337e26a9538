import { expect, test } from "bun:test";
import { BENCH_TOPIC } from "#protocol";
import { BenchEvents } from "./bench-events.ts";

const eventOn = (topics: readonly string[], position: number, data = "{}") => ({
  event: { topics, data, id: `e-${position}`, position, type: "bench-progress" },
});

test("BenchEvents keeps the events of the bench's topic, with the time at which they came", () => {
  let nowMs = 0;
  const kept = new BenchEvents(() => (nowMs += 1_000));
  kept.take([eventOn(["orders"], 1), eventOn([BENCH_TOPIC], 2), eventOn(["x", BENCH_TOPIC], 3)]);
  kept.take([{ event: { topics: [BENCH_TOPIC], data: "plain", id: "own", position: 4 } }]);
  expect(kept.list()).toEqual([
    { id: "e-2", type: "bench-progress", data: "{}", atMs: 1_000 },
    { id: "e-3", type: "bench-progress", data: "{}", atMs: 2_000 },
    { id: "own", type: "message", data: "plain", atMs: 3_000 },
  ]);
});

test("BenchEvents keeps the newest, bounded in count and in bytes", () => {
  const kept = new BenchEvents(() => 0);
  for (let position = 1; position <= 2_000; position++)
    kept.take([eventOn([BENCH_TOPIC], position)]);
  expect(kept.list().map(({ id }) => id)).toEqual(
    Array.from({ length: 1_200 }, (_, index) => `e-${index + 801}`),
  );
  const large = "x".repeat(400_000);
  for (let position = 1; position <= 5; position++) {
    kept.take([eventOn([BENCH_TOPIC], position, large)]);
  }
  expect(kept.list().map(({ id }) => id)).toEqual(["e-4", "e-5"]);
});
