/** A client process of the bench: follows the main process's orders and reports to it; see `messages.ts`. */

import { messageOf } from "../../bench-error.ts";
import { ClientGroup } from "./group.ts";
import { NO_STRAIN, ProcessWatch, waitedForCoreMs } from "../process-watch.ts";
import { wallMs } from "../time.ts";
import type { CollectOrder, OpenOrder, Order, WorkerReport } from "./messages.ts";

const REPORT_MS = 250;

let group: ClientGroup | undefined;
let watch: ProcessWatch | undefined;
let waitedBeforeMs = 0;

process.on("message", (order: Order) => {
  follow(order).catch((error: unknown) => {
    tell({ kind: "failed", reason: messageOf(error) });
  });
});
// The main process handles interrupts; when it exits, this process does too.
process.on("SIGINT", () => {});
process.on("disconnect", () => process.exit(0));
tell({ kind: "ready" });

async function follow(order: Order): Promise<void> {
  switch (order.kind) {
    case "open":
      return open(order);
    case "settle":
      return group?.settle(order.reason);
    case "await-loss":
      group?.awaitLoss();
      return tell({ kind: "awaiting-loss" });
    case "cut":
      return group?.cut();
    case "time-from":
      return timeFrom(order.atMs);
    case "collect":
      return collect(order);
    case "report":
      return group && reportProgress(group);
    case "pause":
      return group?.pause(order.percent);
    case "resume":
      return group?.resume();
    case "churn":
      return group?.churn(order.ratePerS, order.durationMs);
    case "close":
      group?.close();
      process.exit(0);
  }
}

async function open(order: OpenOrder): Promise<void> {
  const opening = new ClientGroup(order);
  group = opening;
  setInterval(() => reportProgress(opening), REPORT_MS);
  opening.onManyCounted = () => reportProgress(opening);
  const rssBeforeBytes = process.memoryUsage.rss();
  watch = new ProcessWatch();
  await opening.open();
  waitedBeforeMs = waitedForCoreMs();
  tell({
    kind: "opened",
    open: opening.openCount,
    connect: opening.connect.encode(),
    firstByte: opening.firstByte.encode(),
    failures: opening.failures,
    rssBeforeBytes,
    rssAfterBytes: process.memoryUsage.rss(),
    negative: opening.connect.negativeCount + opening.firstByte.negativeCount,
    strain: watch.take(),
  });
}

function reportProgress(reported: ClientGroup): void {
  const { openCount, failedCount, recoveredCount, received } = reported;
  tell({
    kind: "progress",
    open: openCount,
    failed: failedCount,
    received,
    recovered: recoveredCount,
    latencies: reported.latencies.takeRecent(),
  });
}

/** What the process itself adds is judged over the same time as the latencies. */
function timeFrom(atMs: number): void {
  group?.latencies.timeFrom(atMs);
  const waitMs = atMs - wallMs();
  if (Number.isFinite(waitMs)) setTimeout(() => watch?.take(), waitMs);
}

function collect(order: CollectOrder): void {
  if (group === undefined) return;
  reportProgress(group);
  tell({
    kind: "collected",
    totals: group.totals(order.tracks),
    lastReceivedAtMs: group.lastReceivedAtMs,
    latency: group.latencies.all.encode(),
    eventLatencies: group.latencies.ofEvents.encode(),
    loadLatencies: group.latencies.ofLoads.map((latency) => latency.encode()),
    loadLost: group.loadLost(order.tracks),
    recovery: group.recovery.encode(),
    open: group.openCount,
    recovered: group.recoveredCount,
    reconnects: group.reconnects,
    connectionsLost: group.connectionsLost,
    gaps: group.gaps,
    foreign: group.foreign,
    failures: group.failures,
    negative: group.negativeCount,
    receivedBytes: group.receivedBytes,
    strain: watch?.take() ?? NO_STRAIN,
    waitedMs: waitedForCoreMs() - waitedBeforeMs,
    connect: group.connect.encode(),
  });
  group.latencies.reset();
}

function tell(report: WorkerReport): void {
  process.send?.(report);
}
