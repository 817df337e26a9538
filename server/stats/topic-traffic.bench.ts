/** What counting by topic costs in CPU time, per event. Run: `bun server/stats/topic-traffic.bench.ts`. */

import type { DurableEvent } from "../log/event-log.ts";
import { TopicTraffic } from "./topic-traffic.ts";

const BATCH = 100;
const BATCHES = 20_000;
const DATA = "x".repeat(100);

for (const topics of [1, 100, 1_000, 100_000]) {
  console.log(`${topics} topics: ${perEvent(batchesOf(topics, 1)).toFixed(0)} ns an event`);
}
console.log(`4 of 1,000 topics each: ${perEvent(batchesOf(1_000, 4)).toFixed(0)} ns an event`);

function batchesOf(topicCount: number, each: number): DurableEvent[][] {
  const names = Array.from({ length: topicCount }, (_, index) => `orders/user-${index}`);
  let next = 0;
  const topic = () => names[(next += 7_919) % topicCount] ?? "";
  return Array.from({ length: Math.max(200, (2 * topicCount) / BATCH) }, () =>
    Array.from({ length: BATCH }, (_, index) => {
      const topics = Array.from({ length: each }, topic);
      const event = { topics, data: DATA, id: `e-${index}`, position: index };
      return { event, sizeBytes: 0, acceptedAtMs: undefined };
    }),
  );
}

function perEvent(batches: readonly DurableEvent[][]): number {
  const nowMs = () => performance.now();
  const traffic = new TopicTraffic({ nowMs, wallMs: nowMs });
  const take = (count: number) => {
    for (let index = 0; index < count; index++) traffic.add(batches[index % batches.length] ?? []);
  };
  take(BATCHES / 10);
  const before = process.cpuUsage();
  take(BATCHES);
  return nsEach(before, BATCHES * BATCH);
}

function nsEach(before: NodeJS.CpuUsage, events: number): number {
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1_000) / events;
}
