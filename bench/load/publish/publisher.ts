/**
 * Publishes events over several connections, each with one request at a time: Bun closes a connection that gets
 * a second request before the first is answered. A schedule says when the next event is due: either paced, which
 * is an open loop while a connection is free, or as soon as possible, which is a closed loop.
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

/** How long to wait for an answer; after an interrupt, much less. */
const ANSWER_MS = 10_000;
const INTERRUPTED_ANSWER_MS = 500;
const WATCH_MS = 100;
const CONNECT_AGAIN_MS = 50;
/** Most events in flight; others wait here, and their time counts. Connections are opened only as they are needed. */
export const MAX_LANES = 2_048;

export interface PublishOrder {
  readonly address: PublishAddress;
  /** The body of the event with this number, due at `intendedMs` on the machine's clock. */
  readonly bodyOf: (sequence: number, intendedMs: number) => string;
  /** Most connections; default `MAX_LANES`. */
  readonly lanes?: number;
  /** The number of the first event; default 1. */
  readonly firstSequence?: number;
  /** Events due before then, on the machine's clock, are not timed. Default: all are. */
  readonly timedFromMs?: number;
  readonly signal: AbortSignal;
  /** Called when the server has accepted an event, with its number. */
  readonly onAnswered?: (sequence: number) => void;
  /** The server may restart during the run: retries to connect for as long as it waits for an answer. */
  readonly waitsForServer?: boolean;
}

export interface PublishOutcome {
  /** How many events were sent. */
  readonly sent: number;
  /** The numbers of those that were not acknowledged; they may or may not have been accepted. */
  readonly uncertain: readonly number[];
  /** How often each reason for a failure occurred. */
  readonly failures: Readonly<Record<string, number>>;
  /** From the intended time to the answer. */
  readonly ack: LatencyHistogram;
  /** Of each timed event, from the intended time to sending, without the time for which no connection was free: what is late is our timer. */
  readonly lateness: LatencyHistogram;
  /** How long events waited because all connections waited for answers; only those that had to. */
  readonly held: LatencyHistogram;
}

/** Publishes the whole schedule; resolves when everything is answered or given up. */
export async function publishAll(
  order: PublishOrder & { readonly schedule: Schedule },
): Promise<PublishOutcome> {
  using publisher = new Publisher(order);
  await publisher.publish(order.schedule);
  return publisher.outcome();
}

/**
 * Like `publishAll`, but ends at the first event that is refused. Returns how many were accepted.
 * @throws {BenchError} if one was refused
 */
export async function publishTaken({
  schedule,
  ...order
}: PublishOrder & { readonly schedule: Schedule }): Promise<number> {
  using publisher = new Publisher(order);
  await publisher.publish(async () => (publisher.refusal === undefined ? schedule() : undefined));
  const { refusal } = publisher;
  if (refusal === undefined) return publisher.outcome().sent;
  throw new BenchError(`A publish failed: ${refusal}`, EXIT.internalError);
}

/** Keeps its connections and its numbering from one schedule to the next. */
export class Publisher implements Disposable {
  #sent = 0;
  readonly #order: PublishOrder;
  readonly #lanes: number;
  /** How often each kind of failure occurred, with the words of the first. */
  readonly #failures = new Map<string, { readonly words: string; times: number }>();
  readonly #unanswered = new Set<number>();
  readonly #ack = new LatencyHistogram();
  readonly #lateness = new LatencyHistogram();
  readonly #held = new LatencyHistogram();
  /** When a connection last became free that was waited for. */
  #heldUntilMs = -Infinity;
  readonly #free: PublishLane[] = [];
  /** When each connection began to wait for an answer. */
  readonly #waitingSince = new Map<PublishLane, number>();
  #onSettled: (() => void) | undefined;

  constructor(order: PublishOrder) {
    this.#order = order;
    this.#lanes = order.lanes ?? MAX_LANES;
  }

  /** Publishes the whole schedule; resolves when everything is answered or given up. Only one call at a time. */
  async publish(schedule: Schedule): Promise<void> {
    const watching = setInterval(() => this.#giveUpLate(), WATCH_MS);
    try {
      for (;;) {
        if (await this.#untilUnderWay(this.#lanes - 1)) this.#heldUntilMs = wallMs();
        const intendedMs = await schedule();
        if (intendedMs === undefined) break;
        void this.#send(intendedMs);
      }
      await this.#untilUnderWay(0);
    } finally {
      clearInterval(watching);
    }
  }

  /** Why the first refused event was refused. */
  get refusal(): string | undefined {
    return this.#failures.values().next().value?.words;
  }

  /** The outcome of all schedules so far. */
  outcome(): PublishOutcome {
    const failures = [...this.#failures.values()].map(({ words, times }) => [words, times]);
    return {
      sent: this.#sent,
      uncertain: [...this.#unanswered],
      failures: Object.fromEntries(failures),
      ack: this.#ack,
      lateness: this.#lateness,
      held: this.#held,
    };
  }

  [Symbol.dispose](): void {
    for (const lane of this.#free.splice(0)) lane.close();
  }

  /** Resolves to whether it had to wait. */
  async #untilUnderWay(most: number): Promise<boolean> {
    const isWaiting = this.#waitingSince.size > most;
    while (this.#waitingSince.size > most) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#onSettled = resolve;
      await promise;
    }
    return isWaiting;
  }

  async #send(intendedMs: number): Promise<void> {
    const { bodyOf, firstSequence = 1, onAnswered, timedFromMs = 0 } = this.#order;
    const sequence = firstSequence + this.#sent++;
    const lane = this.#takeLane();
    const sentAtMs = wallMs();
    this.#unanswered.add(sequence);
    const isTimed = intendedMs >= timedFromMs;
    if (isTimed) this.#lateness.record(sentAtMs - Math.max(intendedMs, this.#heldUntilMs));
    const heldMs = this.#heldUntilMs - intendedMs;
    if (isTimed && heldMs > 0) this.#held.record(heldMs);
    this.#waitingSince.set(lane, sentAtMs);
    try {
      const answer = await this.#post(lane, bodyOf(sequence, intendedMs), sentAtMs);
      if (isTimed) this.#ack.record(wallMs() - intendedMs);
      const refusal = refusalOf(answer);
      if (refusal === undefined) {
        this.#unanswered.delete(sequence);
        onAnswered?.(sequence);
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

  /** Without a connection nothing was sent, so it is safe to try again while the server restarts. */
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

  /** A free lane, unless the server has closed it in the meantime. */
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
