/**
 * What other topics' events cost a resuming reader: 300 readers with a topic each, from 300 positions of a log, and
 * one reader among few and among a million events of other topics. Run: `bun server/hub/catch-up.bench.ts`.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EventLog } from "../log/event-log.ts";
import { openTestLog } from "../log/sqlite/test-log.ts";
import type { Hub } from "./hub.ts";
import type { Sink } from "./subscriber.ts";
import { newHub } from "./test-hubs.ts";

const READERS = 300;
const RESUMES = 200;
const BATCH = 2_000;
const OTHERS = [1_000, 60_000, 1_000_000] as const;

const nowhere: Sink = { desiredSize: 0, enqueue() {}, close() {}, error() {} };

const folder = mkdtempSync(join(tmpdir(), "streamgauge-catch-up-"));
for (const others of OTHERS) await measure(others);
rmSync(folder, { recursive: true });
process.exit(0);

async function measure(others: number): Promise<void> {
  const retention = { maxCount: 2_000_000, maxBytes: 1e12, maxAgeMs: Infinity };
  const path = join(folder, `${others}.db`);
  const log = await openTestLog(path, { durability: "memory", retention });
  const data = "x".repeat(100);
  for (let written = 0; written < others; written += BATCH) {
    const count = Math.min(BATCH, others - written);
    await log.append(Array.from({ length: count }, () => ({ topics: ["busy"], data })));
  }
  const hub = newHub({
    log,
    maxStreams: 1_000,
  });
  const startedMs = performance.now();
  const cpu = process.cpuUsage();
  await resumeAll(
    hub,
    Array.from({ length: READERS }, (_, n) => log.idAt(Math.floor((others * n) / READERS))),
  );
  const { user, system } = process.cpuUsage(cpu);
  const elapsedMs = performance.now() - startedMs;
  console.log(
    `${others.toLocaleString("en")} events of other topics: ${READERS} readers caught up in ${elapsedMs.toFixed(1)} ms, ` +
      `${((user + system) / 1000).toFixed(1)} ms of CPU; one alone in ${(await alone(hub, log)).toFixed(2)} ms (p99)`,
  );
}

/** The 99th percentile, in ms, of readers that resume one after the other from the start of the log. */
async function alone(hub: Hub, log: EventLog): Promise<number> {
  const timesMs: number[] = [];
  for (let resume = 0; resume < RESUMES; resume++) {
    const startedMs = performance.now();
    await resumeAll(hub, [log.idAt(0)]);
    timesMs.push(performance.now() - startedMs);
  }
  return timesMs.toSorted((a, b) => a - b)[Math.floor(RESUMES * 0.99)] ?? Number.NaN;
}

/** Resolves once all have everything up to the head, then unsubscribes them. */
async function resumeAll(hub: Hub, ids: readonly string[]): Promise<void> {
  const readers = ids.map((lastEventId, n) =>
    hub.subscribe(nowhere, { selectors: [`users/${n}`], lastEventId }),
  );
  while (!readers.every(({ state }) => state === "live")) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  for (const reader of readers) hub.unsubscribe(reader);
}
