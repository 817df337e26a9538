/** Heads that are too bad to be measured, each a small server with one fault: `ab` must fail every one of them. */

import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EXIT } from "../bench-error.ts";
import { judgeRounds } from "../comparison/judge.ts";
import { commandSide } from "../servers/command.ts";
import { comparedLoad } from "../rounds/load.ts";
import { oneAtATimePart } from "../rounds/one-at-a-time.ts";
import { measurePairs } from "./compare-sides.ts";
import { measuredRules, rulesFor } from "./rules.ts";
import {
  compare,
  comparisonIn,
  OTHERS_PATHS,
  OTHERS_SERVER,
  screenThat,
  STILL,
} from "./test-ab.ts";

const PATIENCE_MS = 120_000;
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "streamgauge-bad-heads-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const sides = (base: string, head: string) =>
  ["--base-cmd", `${OTHERS_SERVER} ${base}`, "--head-cmd", `${OTHERS_SERVER} ${head}`].concat(
    OTHERS_PATHS,
  );

/** What each does, its fault, the metric that shows it, and whether it delivers anything at full speed. */
const HEADS = [
  ["refuses one event in ten", "refuses", "refused", true],
  ["refuses everything at full speed", "overloaded", "refused", false],
  ["delivers nothing at full speed", "mute", "lost", false],
  ["closes streams", "closes", "connections_lost", true],
] as const;
/** All of them run nightly: `.github/workflows/nightly.yml`. */
const IS_NIGHT = Bun.env.FULL_COUNTS !== undefined;
const TRIED = IS_NIGHT ? HEADS : HEADS.slice(1, 2);

test.each(TRIED)(
  "ab fails a head that %s",
  async (_what, fault, metric, delivers) => {
    const json = join(folder, `${fault}.json`);
    const { code } = await compare(["ab", ...sides("", fault), "--budget", "1", "--json", json]);
    const { metrics, rounds } = await comparisonIn(json);
    const regressed = metrics.filter(({ verdict }) => verdict === "regressed");
    expect(regressed.map(({ name }) => name)).toContain(metric);
    expect(code).toBe(EXIT.failed);
    // What is nothing stays in the rounds as 0.
    const speed = rounds[0]?.head.deliveries_per_second;
    expect(speed === 0).toBe(!delivers);
  },
  PATIENCE_MS,
);

test("ab fails a head that answers 500 to every publish, and refuses such a base", async () => {
  const error = { message: expect.stringContaining("answered 500: it broke") };
  await expect(compare(["ab", ...sides("", "errors")])).rejects.toMatchObject({
    ...error,
    exitCode: EXIT.failed,
  });
  await expect(compare(["ab", ...sides("errors", "")])).rejects.toMatchObject({
    ...error,
    exitCode: EXIT.usage,
  });
});

// What ten pairs show takes half a minute; `comparison/judge.test.ts` has the rule.
if (IS_NIGHT) {
  test(
    "ten pairs show a head that delivers 100 ms late at no cost",
    async () => {
      const paths = { events: "/stream", publish: "/publish" };
      const base = commandSide(OTHERS_SERVER, paths, undefined);
      const head = commandSide(`${OTHERS_SERVER} slow`, paths, undefined);
      const asked = { connections: 5, rate: 40, durationS: 0.1, sizeBytes: 64 };
      const load = await comparedLoad({ ...asked, rampPerS: undefined, workers: undefined });
      const { rounds } = await measurePairs(
        { sides: { base, head }, load, cores: undefined },
        { machine: STILL, progress: screenThat(() => {}), signal: new AbortController().signal },
        { budgetS: 100, isEnough: ({ length }) => length === 10, partsFor: () => [oneAtATimePart] },
      );
      const gate = ["latency.p50_ms", "server.cpu_us_per_delivery", "lost", "refused"];
      const limits = { maxRegression: 0.05, falseAlarmRate: 0.05, seed: 1 };
      const metrics = judgeRounds(rounds, measuredRules(rulesFor(gate), rounds, gate), limits);
      const regressed = metrics.filter(
        ({ verdict, isGated }) => isGated && verdict === "regressed",
      );
      expect(regressed.map(({ name }) => name)).toEqual(["latency.p50_ms"]);
    },
    PATIENCE_MS,
  );
}
