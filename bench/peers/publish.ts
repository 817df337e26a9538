/**
 * Publishers side by side, each with a connection of its own and one request under way. A schedule says
 * when the next is due: by a pacer, so that the load is open as long as fewer are under way than there
 * are publishers; or as soon as a publisher is free, a closed loop.
 */

import { wallMs } from "../load/clock.ts";
import { untilDue } from "../load/due.ts";
import type { Pacer } from "../load/pacer.ts";
import { writePayload } from "../load/payload.ts";
import { PublishLane } from "../load/publish-lane.ts";
import type { PublishOutcome } from "../load/publisher.ts";
import { pause } from "../load/until.ts";
import { LatencyHistogram } from "../stats/latency.ts";
import { type RunningPeer, withTopic } from "./peer.ts";

/** An answer is waited for so long; when the run is interrupted, for much less. */
const ANSWER_MS = 30_000;
const INTERRUPTED_ANSWER_MS = 500;
const WATCH_MS = 100;
const BACKLOG_LOOK_MS = 5;

/** Resolves with the intended time of the next publish when it has come; `undefined` when there are no more. */
export type Schedule = () => Promise<number | undefined>;

export interface CrewOrder {
  readonly peer: RunningPeer;
  readonly topic: string;
  readonly sizeBytes: number;
  readonly publishers: number;
  /** The number of the first event; default 1. */
  readonly firstSequence?: number;
  readonly signal: AbortSignal;
  /** Called when the server has taken an event. */
  readonly onAnswered?: () => void;
}

export interface PeerPublishOrder extends CrewOrder {
  readonly schedule: Schedule;
}

export function paced(pacer: Pacer, signal: AbortSignal): Schedule {
  const startMs = wallMs();
  let taken = 0;
  return async () => {
    const dueMs = pacer.dueMs(taken);
    if (dueMs === undefined) return undefined;
    taken += 1;
    await untilDue(startMs + dueMs, signal);
    return signal.aborted ? undefined : startMs + dueMs;
  };
}

/** For `durationMs`, but not while `isBehind`: deliveries that wait somewhere would only cost memory. */
export function closedLoop(
  durationMs: number,
  isBehind: () => boolean,
  signal: AbortSignal,
): Schedule {
  const endMs = wallMs() + durationMs;
  const isOver = () => signal.aborted || wallMs() >= endMs;
  return async () => {
    while (isBehind() && !isOver()) await pause(BACKLOG_LOOK_MS, signal);
    return isOver() ? undefined : wallMs();
  };
}

/** Publishes all that the schedule has; resolves when all is answered or given up. */
export async function publishToPeer({
  schedule,
  ...order
}: PeerPublishOrder): Promise<PublishOutcome> {
  using crew = new PublisherCrew(order);
  await crew.publish(schedule);
  return crew.outcome();
}

/** Publishers who keep their connections, and go on counting, from one schedule to the next. */
export class PublisherCrew implements Disposable {
  #sent = 0;
  readonly #order: CrewOrder;
  readonly #failures: Record<string, number> = {};
  readonly #unanswered = new Set<number>();
  readonly #ack = new LatencyHistogram();
  readonly #lateness = new LatencyHistogram();
  /** Since when each connection waits for an answer. */
  readonly #waitingSince = new Map<PublishLane, number>();
  readonly #idle: PublishLane[] = [];

  constructor(order: CrewOrder) {
    this.#order = order;
  }

  /** Publishes all that the schedule has; resolves when all is answered or given up. One at a time. */
  async publish(schedule: Schedule): Promise<void> {
    const watching = setInterval(() => this.#giveUpLate(), WATCH_MS);
    try {
      const publishers = Array.from({ length: this.#order.publishers }, () =>
        this.#publisher(schedule),
      );
      await Promise.all(publishers);
    } finally {
      clearInterval(watching);
    }
  }

  /** Of all schedules so far. */
  outcome(): PublishOutcome {
    return {
      sent: this.#sent,
      uncertain: [...this.#unanswered],
      failures: this.#failures,
      ack: this.#ack,
      lateness: this.#lateness,
    };
  }

  async #publisher(schedule: Schedule): Promise<void> {
    let lane: PublishLane | undefined;
    for (;;) {
      const intendedMs = await schedule();
      if (intendedMs === undefined) break;
      if (lane === undefined || lane.isBroken) lane = this.#takeLane();
      await this.#send(lane, intendedMs);
    }
    if (lane !== undefined) this.#idle.push(lane);
  }

  /** An idle one, unless the server has closed it meanwhile. */
  #takeLane(): PublishLane {
    for (let lane = this.#idle.pop(); lane !== undefined; lane = this.#idle.pop()) {
      if (!lane.isBroken) return lane;
    }
    const { peer, topic } = this.#order;
    return new PublishLane(withTopic(peer.publishUrl, topic));
  }

  async #send(lane: PublishLane, intendedMs: number): Promise<void> {
    const { peer, topic, sizeBytes, firstSequence = 1 } = this.#order;
    const sequence = firstSequence + this.#sent++;
    this.#unanswered.add(sequence);
    this.#lateness.record(wallMs() - intendedMs);
    this.#waitingSince.set(lane, wallMs());
    try {
      const data = writePayload({ sequence, intendedMs }, sizeBytes);
      const status = await lane.post(peer.publishBody(topic, data));
      this.#ack.record(wallMs() - intendedMs);
      if (status < 300) this.#answered(sequence);
      else this.#fail(`answered ${status}`);
    } catch (error) {
      this.#fail(error instanceof Error ? error.message : String(error));
      lane.close();
    }
    this.#waitingSince.delete(lane);
  }

  #answered(sequence: number): void {
    this.#unanswered.delete(sequence);
    this.#order.onAnswered?.();
  }

  [Symbol.dispose](): void {
    for (const lane of this.#idle.splice(0)) lane.close();
  }

  #giveUpLate(): void {
    const patienceMs = this.#order.signal.aborted ? INTERRUPTED_ANSWER_MS : ANSWER_MS;
    for (const [lane, sinceMs] of this.#waitingSince) {
      if (wallMs() - sinceMs < patienceMs) continue;
      lane.break(`no answer within ${patienceMs / 1000} s`);
      lane.close();
    }
  }

  #fail(reason: string): void {
    this.#failures[reason] = (this.#failures[reason] ?? 0) + 1;
  }
}
