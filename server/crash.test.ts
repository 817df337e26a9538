import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStream, publish, startHub, type TestHub } from "./test-hub.ts";

const folder = mkdtempSync(join(tmpdir(), "streamgauge-crash-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The full number runs nightly: `.github/workflows/nightly.yml`. */
const IS_FULL = Bun.env.FULL_COUNTS !== undefined;
/** How often a hub with so many threads is killed. */
const CRASHES: [threads: number, crashes: number][] = [
  [1, IS_FULL ? 50 : 4],
  [4, IS_FULL ? 50 : 2],
];
const PUBLISHERS = 4;
const MOST_ACKNOWLEDGED_A_LIFE = 40;

/** Numbers from 1 to `most`, the same in each run. */
function seededCounts(seed: number) {
  let state = seed;
  return (most: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return 1 + Math.floor((state / 2 ** 32) * most);
  };
}

/** An event as a reader sees it. */
type Seen = readonly [id: string, data: string];

/** Reads until the hub dies, then resumes from where it was; keeps everything it read. */
class LiveReader {
  readonly seen: Seen[] = [];
  gaps = 0;

  async readUntilEnd(origin: string): Promise<void> {
    const lastId = this.seen.at(-1)?.[0];
    const headers = lastId === undefined ? {} : { "last-event-id": lastId };
    const stream = await openStream(origin, "topic=a", headers).catch(() => undefined);
    await stream?.untilEnd().catch(() => {});
    this.add(stream?.events ?? []);
  }

  add(events: readonly { id?: string | undefined; event?: string | undefined; data: string }[]) {
    for (const { id = "", event, data } of events) {
      if (event === "gap") this.gaps += 1;
      else this.seen.push([id, data]);
    }
  }
}

/** Publishes one event after the other until the hub is dead, and records the acknowledged ones. */
async function publishUntilDead(
  hub: TestHub,
  name: string,
  acknowledged: Seen[],
  onAck: () => void,
) {
  for (let count = 0; ; count++) {
    const data = `${name}/${count}`;
    const id = await publish(hub.origin, "a", data).catch(() => undefined);
    if (id === undefined) return;
    acknowledged.push([id, data]);
    onAck();
  }
}

async function liveAndDie(
  life: number,
  flags: string[],
  acknowledgements: number,
  acknowledged: Seen[],
  readers: LiveReader[],
) {
  const hub = await startHub(...flags);
  let left = acknowledgements;
  const onAck = () => {
    if (--left === 0) hub.child.kill("SIGKILL");
  };
  const publishers = Array.from({ length: PUBLISHERS }, (_, index) =>
    publishUntilDead(hub, `${life}/${index}`, acknowledged, onAck),
  );
  await Promise.all([...publishers, ...readers.map((reader) => reader.readUntilEnd(hub.origin))]);
  await hub.child.exited;
}

test.each(CRASHES)(
  "with %i threads, after %i kill -9 under load every acknowledged event is there, once and in order, and live readers missed none",
  async (threads, crashes) => {
    const flags = [
      "--log",
      `sqlite:${join(folder, `crash-${threads}.db`)}`,
      "--threads",
      `${threads}`,
    ];
    const acknowledged: Seen[] = [];
    const readers = [new LiveReader(), new LiveReader()];
    const nextCount = seededCounts(20_261_124);
    for (let life = 0; life < crashes; life++) {
      await liveAndDie(life, flags, nextCount(MOST_ACKNOWLEDGED_A_LIFE), acknowledged, readers);
    }

    const hub = await startHub(...flags);
    const last = await publish(hub.origin, "a", "the end");
    const [epoch] = last.split("-");
    const head = Number(last.split("-")[1]);
    const all = await openStream(hub.origin, `topic=a&lastEventID=${epoch}-0`);
    const log = (await all.until(head)).map(({ id = "", data }): Seen => [id, data]);
    expect(log.map(([id]) => id)).toEqual(log.map((_, index) => `${epoch}-${index + 1}`));
    expect(log.length).toBe(head);
    const dataById = new Map(log);
    expect(acknowledged.filter(([id, data]) => dataById.get(id) !== data)).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(crashes);
    expect(new Set(log.map(([, data]) => data)).size).toBe(head);

    for (const reader of readers) {
      const [lastId, lastData] = reader.seen.at(-1) ?? ["", ""];
      const rest = await openStream(hub.origin, "topic=a", { "last-event-id": lastId });
      reader.add(await rest.until(head - log.findIndex(([, data]) => data === lastData) - 1));
      rest.close();
      expect(reader.gaps).toBe(0);
      expect(reader.seen).toEqual(log.slice(log.findIndex(([id]) => id === reader.seen[0]?.[0])));
    }
    all.close();
    await hub.stop();
  },
  120_000,
);
