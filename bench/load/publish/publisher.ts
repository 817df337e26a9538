/**
 * Publishes events over some connections, each with one request under way: Bun closes a connection on which a
 * second request comes before the first is answered. A schedule says when the next event is due: by a pacer, so
 * that the load is open loop as long as a connection is free; or at once, a closed loop.
 */

import { BenchError, EXIT, messageOf } from "../../bench-error.ts";
import { LatencyHistogram } from "../../stats/latency.ts";
import { pause, wallMs } from "../time.ts";
import {
  NotConnectedError,
  type PublishAddress,
  type PublishAnswer,
  PublishLane,
  refusalOf,
} from "./lane.ts";
import type { Schedule } from "./schedule.ts";

/** An answer is waited for so long; when the run is interrupted, for much less. */
const ANSWER_MS = 10_000;
const INTERRUPTED_ANSWER_MS = 500;
const WATCH_MS = 100;
const CONNECT_AGAIN_MS = 50;
/** Events under way at once; more wait on this side, and their time runs. */
const MAX_LANES = 256;

export interface PublishOrder {
  readonly address: PublishAddress;
  /** The event with this number, due at `intendedMs` of the machine's clock. */
  readonly bodyOf: (sequence: number, intendedMs: number) => string;
  /** Connections at once; default 256. */
  readonly lanes?: number;
  /** The number of the first event; default 1. */
  readonly firstSequence?: number;
  readonly signal: AbortSignal;
  /** Called when the server has taken an event. */
  readonly onAnswered?: () => void;
  /** The server is restarted meanwhile: what cannot connect tries again for as long as an answer is waited for. */
  readonly waitsForServer?: boolean;
}

export interface PublishOutcome {
  /** How many events were sent. */
  readonly sent: number;
  /** Of these, the numbers that were not answered well, so that nobody knows whether they were taken. */
  readonly uncertain: readonly number[];
  /** How often each reason came that an event was not taken. */
  readonly failures: Readonly<Record<string, number>>;
  /** From the intended time to the answer. */
  readonly ack: LatencyHistogram;
  /** From the intended time to the sending. */
  readonly lateness: LatencyHistogram;
}

/** Publishes all that the schedule has; resolves when all is answered or given up. */
export async function publishAll(
  order: PublishOrder & { readonly schedule: Schedule },
): Promise<PublishOutcome> {
  using publisher = new Publisher(order);
  await publisher.publish(order.schedule);
  return publisher.outcome();
}

/**
 * As `publishAll`, but it ends at the first event that is not taken; answers how many were.
 * @throws {BenchError} when one was not
 */
export async function publishTaken({
  schedule,
  ...order
}: PublishOrder & { readonly schedule: Schedule }): Promise<number> {
  using publisher = new Publisher(order);
  await publisher.publish(async () => (publisher.refusal === undefined ? schedule() : undefined));
  const { refusal } = publisher;
  if (refusal === undefined) return publisher.outcome().sent;
  throw new BenchError(`A publish was not taken: ${refusal}`, EXIT.internalError);
}

/** Keeps its connections, and goes on counting, from one schedule to the next. */
export class Publisher implements Disposable {
  #sent = 0;
  readonly #order: PublishOrder;
  readonly #lanes: number;
  /** How often an event was not taken, by reason, each with its words at the first time. */
  readonly #failures = new Map<string, { readonly words: string; times: number }>();
  readonly #unanswered = new Set<number>();
  readonly #ack = new LatencyHistogram();
  readonly #lateness = new LatencyHistogram();
  readonly #free: PublishLane[] = [];
  /** Since when each connection waits for an answer. */
  readonly #waitingSince = new Map<PublishLane, number>();
  #onSettled: (() => void) | undefined;

  constructor(order: PublishOrder) {
    this.#order = order;
    this.#lanes = order.lanes ?? MAX_LANES;
  }

  /** Publishes all that the schedule has; resolves when all is answered or given up. One at a time. */
  async publish(schedule: Schedule): Promise<void> {
    const watching = setInterval(() => this.#giveUpLate(), WATCH_MS);
    try {
      for (;;) {
        await this.#untilUnderWay(this.#lanes - 1);
        const intendedMs = await schedule();
        if (intendedMs === undefined) break;
        void this.#send(intendedMs);
      }
      await this.#untilUnderWay(0);
    } finally {
      clearInterval(watching);
    }
  }

  /** How the first event that was not taken was refused. */
  get refusal(): string | undefined {
    return this.#failures.values().next().value?.words;
  }

  /** Of all schedules so far. */
  outcome(): PublishOutcome {
    const failures = [...this.#failures.values()].map(({ words, times }) => [words, times]);
    return {
      sent: this.#sent,
      uncertain: [...this.#unanswered],
      failures: Object.fromEntries(failures),
      ack: this.#ack,
      lateness: this.#lateness,
    };
  }

  [Symbol.dispose](): void {
    for (const lane of this.#free.splice(0)) lane.close();
  }

  async #untilUnderWay(most: number): Promise<void> {
    while (this.#waitingSince.size > most) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#onSettled = resolve;
      await promise;
    }
  }

  async #send(intendedMs: number): Promise<void> {
    const { bodyOf, firstSequence = 1, onAnswered } = this.#order;
    const sequence = firstSequence + this.#sent++;
    const lane = this.#takeLane();
    const sentAtMs = wallMs();
    this.#unanswered.add(sequence);
    this.#lateness.record(sentAtMs - intendedMs);
    this.#waitingSince.set(lane, sentAtMs);
    try {
      const answer = await this.#post(lane, bodyOf(sequence, intendedMs), sentAtMs);
      this.#ack.record(wallMs() - intendedMs);
      const refusal = refusalOf(answer);
      if (refusal === undefined) {
        this.#unanswered.delete(sequence);
        onAnswered?.();
      } else this.#fail(`answered ${answer.status}`, refusal);
    } catch (error) {
      const reason = messageOf(error);
      this.#fail(reason, reason);
      lane.close();
    }
    this.#waitingSince.delete(lane);
    if (!lane.isBroken) this.#free.push(lane);
    this.#onSettled?.();
  }

  /** What could not connect was not sent: where the server is restarted it is tried again. */
  async #post(lane: PublishLane, body: string, sinceMs: number): Promise<PublishAnswer> {
    for (;;) {
      try {
        return await lane.post(body);
      } catch (error) {
        const { waitsForServer = false, signal } = this.#order;
        const isOver = signal.aborted || wallMs() - sinceMs >= ANSWER_MS;
        if (!waitsForServer || isOver || !(error instanceof NotConnectedError)) throw error;
        await pause(CONNECT_AGAIN_MS, signal);
      }
    }
  }

  /** A free one, unless the server has closed it meanwhile. */
  #takeLane(): PublishLane {
    for (let lane = this.#free.pop(); lane !== undefined; lane = this.#free.pop()) {
      if (!lane.isBroken) return lane;
    }
    return new PublishLane(this.#order.address);
  }

  #giveUpLate(): void {
    const patienceMs = this.#order.signal.aborted ? INTERRUPTED_ANSWER_MS : ANSWER_MS;
    for (const [lane, sinceMs] of this.#waitingSince) {
      if (wallMs() - sinceMs >= patienceMs) lane.break(`no answer within ${patienceMs / 1000} s`);
    }
  }

  #fail(reason: string, words: string): void {
    const failure = this.#failures.get(reason);
    if (failure === undefined) this.#failures.set(reason, { words, times: 1 });
    else failure.times += 1;
  }
}
