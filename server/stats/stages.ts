/**
 * Every stage of an event's way as the hub tells it: accepted, durable, handed over, parsed by the
 * canary; and what else says how busy the hub is. One recorder each, of which the stats are summed up.
 */

import type { StatsSnapshot } from "#protocol";
import type { HubMeasures } from "../hub/measures.ts";
import { EventCountRecorder } from "./event-counts.ts";
import { LatencyRecorder } from "./latency.ts";

const BATCH_BOUNDS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000];
const REPLAY_BOUNDS = [0, 1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];

export class Stages implements HubMeasures {
  /** From accepted to durable. */
  readonly durable = new LatencyRecorder();
  /** From durable to handed over, a batch at a time. */
  readonly fannedOut = new LatencyRecorder();
  /** From accepted to handed over. */
  readonly fanOut = new LatencyRecorder();
  readonly canary = new LatencyRecorder();
  readonly eventLoop = new LatencyRecorder();
  readonly batchEvents = new EventCountRecorder(BATCH_BOUNDS);
  readonly replayEvents = new EventCountRecorder(REPLAY_BOUNDS);

  readonly onBatch = (events: number) => this.batchEvents.record(events);
  readonly onDurable = (latencyMs: number) => this.durable.record(latencyMs);
  readonly onFannedOut = (latencyMs: number) => this.fannedOut.record(latencyMs);
  readonly onHandedOver = (latencyMs: number) => this.fanOut.record(latencyMs);
  readonly onResumed = (depthEvents: number) => this.replayEvents.record(depthEvents);

  /** Sums up what was recorded since the last call, and starts anew; the buckets go on. */
  takeSummaries(): Pick<StatsSnapshot, "latency" | "batchEvents" | "replayEvents"> {
    const { durable, fannedOut, fanOut, canary, eventLoop } = this;
    return {
      latency: {
        durable: durable.takeSummary(),
        fannedOut: fannedOut.takeSummary(),
        fanOut: fanOut.takeSummary(),
        canary: canary.takeSummary(),
        eventLoop: eventLoop.takeSummary(),
      },
      batchEvents: this.batchEvents.takeSummary(),
      replayEvents: this.replayEvents.takeSummary(),
    };
  }
}
