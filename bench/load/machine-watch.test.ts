import { expect, test } from "bun:test";
import { parseTicks, watchMachine } from "./machine-watch.ts";

test("parseTicks() adds up the first line and finds the stolen time", () => {
  const text = "cpu  100 1 50 800 20 0 5 24 7 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n";
  expect(parseTicks(text)).toEqual({ all: 1_000, idle: 820, stolen: 24 });
});

test.each(["", "cpu", "intr 1 2 3 4 5 6 7 8", "cpu a b c d e f g h"])(
  "parseTicks(%j) is undefined",
  (text) => expect(parseTicks(text)).toBeUndefined(),
);

test("watchMachine() tells how busy the machine was, and what its host took since", async () => {
  await using busy = Bun.spawn(["sh", "-c", "while :; do :; done"]);
  const disturbance = await watchMachine();
  const { busyBefore } = disturbance();
  // One process keeps a core busy; at least half of that must show.
  expect(busyBefore).toBeWithin(0.5 / navigator.hardwareConcurrency, 1.0001);
  let { stolenShare } = disturbance();
  while (stolenShare === undefined) ({ stolenShare } = disturbance());
  expect(stolenShare).toBeWithin(0, 1.0001);
  expect(busy.exitCode).toBeNull();
});
