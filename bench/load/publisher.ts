/**
 * An open-loop publisher: events leave at their paced times whether or not earlier ones were answered.
 * Each rides on a connection that is free at that moment, one request at a time: Bun closes a connection
 * on which a second request comes before the first is answered.
 */

import { LatencyHistogram } from "../stats/latency.ts";
import { wallMs } from "./clock.ts";
import { untilDue } from "./due.ts";
import type { Pacer } from "./pacer.ts";
import { writePayload } from "./payload.ts";
import { PublishLane } from "./publish-lane.ts";
import { untilReached } from "./until.ts";

/** Answers that have stopped coming for so long are not waited for. */
const QUIET_MS = 5_000;
/** Publishes under way at once; more wait on this side, and their time runs. */
const MAX_LANES = 256;

export interface PublishOrder {
  /** The address to POST to. */
  readonly url: URL;
  /** With `topics` above 1 it ends in the topic's number, from 0. */
  readonly topic: string;
  /** The numbers go round over so many topics; default 1. */
  readonly topics?: number;
  /** The first number; default 1. */
  readonly firstSequence?: number;
  readonly pacer: Pacer;
  /** Bytes of each event's data. */
  readonly sizeBytes: number;
  readonly signal: AbortSignal;
}

export interface PublishOutcome {
  /** How many events were sent. */
  readonly sent: number;
  /** Of these, the numbers that were not answered, so that nobody knows whether they were taken. */
  readonly uncertain: readonly number[];
  /** How often each reason came that an event was not taken. */
  readonly failures: Readonly<Record<string, number>>;
  /** From the intended time to the answer. */
  readonly ack: LatencyHistogram;
  /** From the intended time to the sending. */
  readonly lateness: LatencyHistogram;
}

/** Publishes all that the pacer has; resolves when all is answered or nothing comes any more. */
export async function publishPaced(order: PublishOrder): Promise<PublishOutcome> {
  const publisher = new Publisher(order);
  try {
    await publisher.sendAll();
    await untilReached(() => publisher.settled, publisher.sent, QUIET_MS, order.signal);
    return publisher.outcome();
  } finally {
    publisher.close();
  }
}

interface Publication {
  readonly sequence: number;
  readonly intendedMs: number;
}

class Publisher {
  sent = 0;
  settled = 0;
  readonly #order: PublishOrder;
  readonly #ack = new LatencyHistogram();
  readonly #lateness = new LatencyHistogram();
  readonly #failures: Record<string, number> = {};
  readonly #unanswered = new Set<number>();
  readonly #waiting: Publication[] = [];
  readonly #free: PublishLane[] = [];
  readonly #lanes = new Set<PublishLane>();

  constructor(order: PublishOrder) {
    this.#order = order;
  }

  async sendAll(): Promise<void> {
    const { pacer, signal } = this.#order;
    const startMs = wallMs();
    for (;;) {
      const dueMs = pacer.dueMs(this.sent);
      if (dueMs === undefined) return;
      await untilDue(startMs + dueMs, signal);
      if (signal.aborted) return;
      const sequence = (this.#order.firstSequence ?? 1) + this.sent;
      this.sent += 1;
      this.#start({ sequence, intendedMs: startMs + dueMs });
    }
  }

  outcome(): PublishOutcome {
    return {
      sent: this.sent,
      uncertain: [...this.#unanswered],
      failures: this.#failures,
      ack: this.#ack,
      lateness: this.#lateness,
    };
  }

  close(): void {
    for (const lane of this.#lanes) lane.close();
  }

  #start(publication: Publication): void {
    this.#unanswered.add(publication.sequence);
    const lane = this.#free.pop() ?? this.#openLane();
    if (lane === undefined) this.#waiting.push(publication);
    else void this.#send(lane, publication);
  }

  #openLane(): PublishLane | undefined {
    if (this.#lanes.size >= MAX_LANES) return undefined;
    const lane = new PublishLane(this.#order.url);
    this.#lanes.add(lane);
    return lane;
  }

  async #send(lane: PublishLane, { sequence, intendedMs }: Publication): Promise<void> {
    const { topic, topics = 1, sizeBytes } = this.#order;
    this.#lateness.record(wallMs() - intendedMs);
    const number = Math.floor((sequence - 1) / topics) + 1;
    const data = writePayload({ sequence: number, intendedMs }, sizeBytes);
    const ownTopic = topics === 1 ? topic : `${topic}${(sequence - 1) % topics}`;
    try {
      const status = await lane.post(JSON.stringify({ topic: ownTopic, data }));
      this.#ack.record(wallMs() - intendedMs);
      if (status < 300) this.#unanswered.delete(sequence);
      else this.#fail(`answered ${status}`);
    } catch (error) {
      this.#fail(error instanceof Error ? error.message : String(error));
    }
    this.settled += 1;
    this.#release(lane);
  }

  #release(lane: PublishLane): void {
    if (lane.isBroken) this.#lanes.delete(lane);
    const next = this.#waiting.shift();
    if (next === undefined) {
      if (!lane.isBroken) this.#free.push(lane);
      return;
    }
    const free = lane.isBroken ? this.#openLane() : lane;
    if (free !== undefined) void this.#send(free, next);
  }

  #fail(reason: string): void {
    this.#failures[reason] = (this.#failures[reason] ?? 0) + 1;
  }
}
