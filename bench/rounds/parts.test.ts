import { expect, test } from "bun:test";
import { join } from "node:path";
import { DEFAULT_METRICS } from "../comparison/metrics.ts";
import { comparedLoad } from "./load.ts";
import { added, NOTHING_YET, type RoundSoFar } from "./part.ts";
import { PARTS, partsThatTell } from "./parts.ts";
import { openSide, type SideChoice } from "../servers/sides.ts";
import { Worktrees } from "../servers/worktree.ts";
import { nightly } from "../test-nightly.ts";

const signal = new AbortController().signal;
const asked = {
  connections: 20,
  rate: 20,
  durationS: 0.2,
  sizeBytes: 64,
  rampPerS: 1_000,
  workers: undefined,
};
const COUNTS = ["delivered", "duplicated", "lost"];
const MEASURED = [
  "connects_per_second",
  "deliveries_per_second",
  "latency.p50_ms",
  "latency.p99_ms",
];

/** What a hub has just started with, and gives back later, can be as much as 4,000 connections weigh. */
const HELD_FOR_MEMORY = (await comparedLoad({ ...asked, connections: 2_000 })).heldConnections;

/** All parts of a round, on one side alone. */
async function roundOf(
  choice: SideChoice,
  connections: number,
  heldConnections = connections,
): Promise<RoundSoFar> {
  const load = { ...(await comparedLoad({ ...asked, connections })), heldConnections };
  const side = await openSide(choice, new Worktrees(join(import.meta.dir, "../..")), load, signal);
  const peer = await side.start(load.heldConnections);
  let round = NOTHING_YET;
  try {
    for (const part of PARTS) {
      const context = {
        peer,
        load,
        signal,
        progress: { show: () => {} },
        transport: "sse",
      } as const;
      await using open = await part.open(context, round.figures);
      for (let slice = 0; slice < part.slices(load); slice++) await open.measure();
      round = added(round, await open.finish());
    }
    return round;
  } finally {
    await peer.stop();
  }
}

nightly(
  "a round of this hub has every figure, its memory too where connections are many, and nothing is lost",
  async () => {
    const { figures } = await roundOf(
      { kind: "revision", ref: "worktree" },
      1_000,
      HELD_FOR_MEMORY,
    );
    expect(Object.keys(figures)).toEqual(
      expect.arrayContaining([
        ...COUNTS,
        ...MEASURED,
        "server.cpu_us_per_delivery",
        "saturated.cpu_us_per_delivery",
        "server.rss_kb_per_connection",
      ]),
    );
    expect(figures).toMatchObject({ lost: 0, duplicated: 0 });
    for (const name of MEASURED) expect(figures[name]).toBeGreaterThan(0);
    // Four events one at a time, and many more at full speed.
    expect(figures.delivered).toBeGreaterThan(4 * 1_000);
  },
  60_000,
);

test("a round of another server has every figure that can be known", async () => {
  const server = join(import.meta.dir, "../servers/test-event-server.ts");
  const command = `'${process.execPath}' '${server}'`;
  const paths = { events: "/stream", publish: "/publish" };
  const { figures } = await roundOf({ kind: "command", command, ref: undefined, paths }, 20);
  expect(Object.keys(figures)).toEqual(expect.arrayContaining([...COUNTS, ...MEASURED]));
  expect(figures).toMatchObject({ lost: 0, duplicated: 0 });
  expect(figures["server.rss_kb_per_connection"]).toBeUndefined();
}, 60_000);

test("every judged metric is measured by a part, and decided metrics need none", () => {
  for (const { name } of DEFAULT_METRICS) {
    expect(partsThatTell(new Set([name]))).not.toBeEmpty();
  }
  const namesOf = (...metrics: string[]) => partsThatTell(new Set(metrics)).map(({ name }) => name);
  expect(namesOf("server.rss_kb_per_connection", "latency.p99_ms")).toEqual([
    "memory",
    "one at a time",
  ]);
  expect(namesOf("lost")).toEqual(["one at a time", "full speed", "rate at the objective"]);
  expect(namesOf()).toEqual([]);
});
