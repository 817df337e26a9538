/**
 * Recorders for every stage of an event (accepted, durable, sent, parsed by the hub's own readers) and for the hub's
 * load. The stats summarise them.
 */

import type { EventsSummary, LatencySummary, PackedBuckets, StatsSnapshot } from "#protocol";
import { measuresOf } from "./delivery-measures.ts";
import { EventCountRecorder } from "./event-counts.ts";
import { LatencyRecorder } from "./latency.ts";
import { recount } from "./tally.ts";
import type { ServingStages, ThreadCounted } from "./thread-stages.ts";

const BATCH_BOUNDS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000];
const REPLAY_BOUNDS = [0, 1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];

/** Of an interval. */
export type Summaries = Pick<StatsSnapshot, "latency" | "buckets" | "batchEvents" | "replayEvents">;

export class Stages implements ServingStages {
  readonly acceptedToDurable = new LatencyRecorder();
  /** One value per delivery to a live stream, as is the next. */
  readonly durableToSent = new LatencyRecorder();
  readonly acceptedToSent = new LatencyRecorder();
  /** Of the probes; one value per event that one of them has read. */
  readonly sentToParsed = new LatencyRecorder();
  /** One value per delivery, as `acceptedToSent`, with what the probes' events took from there. */
  readonly acceptedToParsed = new LatencyRecorder();
  readonly canary = new LatencyRecorder();
  readonly eventLoop = new LatencyRecorder();
  readonly batchEvents = new EventCountRecorder(BATCH_BOUNDS);
  readonly replayEvents = new EventCountRecorder(REPLAY_BOUNDS);
  readonly #deliveries = measuresOf(this);

  readonly onBatch = (events: number) => this.batchEvents.record(events);
  readonly onAcceptedToDurable = (latencyMs: number) => this.acceptedToDurable.record(latencyMs);
  readonly onSent = this.#deliveries.onSent;
  readonly onParsed = this.#deliveries.onParsed;
  readonly onResumed = (depthEvents: number) => this.replayEvents.record(depthEvents);

  /** Adds what a thread has counted. */
  add(counted: ThreadCounted): void {
    const { durableToSent, acceptedToSent, canary, eventLoop, replayEvents } = counted;
    recount(durableToSent, (ms, count) => this.durableToSent.record(ms, count));
    recount(acceptedToSent, (ms, count) => this.acceptedToSent.record(ms, count));
    recount(counted.sentToParsed, (ms, count) => this.sentToParsed.record(ms, count));
    recount(counted.acceptedToParsed, (ms, count) => this.acceptedToParsed.record(ms, count));
    recount(canary, (ms, count) => this.canary.record(ms, count));
    recount(eventLoop, (ms, count) => this.eventLoop.record(ms, count));
    recount(replayEvents, (events, count) => this.replayEvents.record(events, count));
  }

  /** Summarises everything since the last call, and starts a new interval; the buckets continue. */
  takeSummaries(): Summaries {
    return this.#summaries(
      ({ secondBuckets }) => secondBuckets,
      (recorder) => recorder.takeSummary(),
      (recorder) => recorder.takeSummary(),
    );
  }

  /** Summarises all intervals that were closed since the last call. */
  takeMinute(): Summaries {
    return this.#summaries(
      ({ minuteBuckets }) => minuteBuckets,
      (recorder) => recorder.takeMinute(),
      (recorder) => recorder.takeMinute(),
    );
  }

  /** Buckets are read before the summaries take them. */
  #summaries(
    bucketsOf: (recorder: LatencyRecorder) => PackedBuckets,
    ofLatency: (recorder: LatencyRecorder) => LatencySummary,
    ofEvents: (recorder: EventCountRecorder) => EventsSummary,
  ): Summaries {
    return {
      buckets: {
        acceptedToSent: bucketsOf(this.acceptedToSent),
        acceptedToParsed: bucketsOf(this.acceptedToParsed),
        canary: bucketsOf(this.canary),
      },
      latency: {
        acceptedToDurable: ofLatency(this.acceptedToDurable),
        durableToSent: ofLatency(this.durableToSent),
        acceptedToSent: ofLatency(this.acceptedToSent),
        sentToParsed: ofLatency(this.sentToParsed),
        acceptedToParsed: ofLatency(this.acceptedToParsed),
        canary: ofLatency(this.canary),
        eventLoop: ofLatency(this.eventLoop),
      },
      batchEvents: ofEvents(this.batchEvents),
      replayEvents: ofEvents(this.replayEvents),
    };
  }
}
