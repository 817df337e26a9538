/** What is owed to clients that come and go while events are on their way. */

import { expect, test } from "bun:test";
import { join } from "node:path";
import { readPayload } from "../load/payload.ts";
import { badServer } from "./test-bad-server.ts";
import { runScenario, valuesOf } from "./test-run.ts";

const LIMIT_MS = 60_000;
const ALL_LEAVE = join(import.meta.dir, "test-all-leave.ts");

const CLIENTS = 10;

/** `isSent` says of each event, counted from when all clients are there and have got some, whether a stream gets it. */
test.concurrent.each<[string, (event: number, stream: number) => boolean, number]>([
  ["holds everything back from then on has lost nothing", () => false, 0],
  [
    "leaves one event out for half of them has lost it for these",
    (event, stream) => event !== 1 || stream % 2 === 0,
    CLIENTS / 2,
  ],
])(
  "when all clients leave, a server that %s",
  async (_what, isSent, lost) => {
    let opened = 0;
    let fromEvent = Infinity;
    await using server = badServer({
      onOpened: () => (opened += 1),
      copies: (event, { number }) => {
        // The first stream is the bench's check of the address.
        if (opened > CLIENTS) fromEvent = Math.min(fromEvent, event + 5);
        return event < fromEvent || isSent(event - fromEvent + 1, number) ? 1 : 0;
      },
    });
    const result = await runScenario(ALL_LEAVE, "--url", server.url);
    expect(fromEvent).toBeLessThan(Infinity);
    expect(result.metrics.delivered_ratio?.samples).toBeGreaterThan(0);
    expect(valuesOf(result, "lost")).toEqual([lost]);
  },
  LIMIT_MS,
);

test.concurrent(
  "a client that comes between two publishes that changed places is owed only the later one",
  async () => {
    const [first, second] = [20, 21];
    let isSecondThere = false;
    const newcomer = Promise.withResolvers<void>();
    await using server = badServer({
      held: (data) => {
        const sequence = readPayload(data)?.sequence;
        if (sequence === second) isSecondThere = true;
        return sequence === first ? newcomer.promise : undefined;
      },
      onOpened: () => {
        if (isSecondThere) newcomer.resolve();
      },
    });
    const load = ["-c", "20", "-r", "20", "-d", "4"];
    const result = await runScenario("churn", ...load, "--url", server.url);
    await newcomer.promise;
    expect(valuesOf(result, "lost")).toEqual([0]);
  },
  LIMIT_MS,
);
