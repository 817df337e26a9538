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

test("watchMachine() measures shares between 0 and 1, if the system provides them", async () => {
  const { stolenShare, busyBefore } = (await watchMachine())();
  for (const share of [stolenShare, busyBefore]) expect(share ?? 0).toBeWithin(0, 1.0001);
});
