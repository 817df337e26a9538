/** What is owed to clients that come and go while events are on their way. */

import { expect, test } from "bun:test";
import { join } from "node:path";
import { readPayload } from "../load/payload.ts";
import { badServer } from "./test-bad-server.ts";
import { runScenario, valuesOf } from "./test-run.ts";

const LIMIT_MS = 60_000;
const ALL_LEAVE = join(import.meta.dir, "test-all-leave.ts");

/** Half of what is published until all leave. */
const HALF = 30;

test.concurrent.each([
  ["holds everything back from then on has lost nothing", (event: number) => event < HALF, false],
  ["leaves one event out has lost it", (event: number) => event !== HALF, true],
])(
  "when all clients leave, a server that %s",
  async (_what, isSent, isLost) => {
    let left = 0;
    await using server = badServer({
      copies: (event) => {
        if (isSent(event)) return 1;
        left += 1;
        return 0;
      },
    });
    const result = await runScenario(ALL_LEAVE, "--url", `${server.url}`);
    const lost = result.metrics.lost?.value ?? Number.NaN;
    expect(result.metrics.delivered_ratio?.samples).toBeGreaterThan(0);
    expect(left).toBeGreaterThan(0);
    // Ten clients were there.
    expect([lost > 0, lost <= 10]).toEqual([isLost, true]);
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
