/**
 * The part that measures how many events per second the server takes while 99 of 100 deliveries meet the
 * objective: the rate is steered until their latency equals the objective, and held there.
 */

import type { Figures } from "../comparison/comparison.ts";
import { pause, untilDue, wallMs } from "../load/time.ts";
import type { Publisher } from "../load/publish/publisher.ts";
import type { Schedule } from "../load/publish/schedule.ts";
import { newTopic, type OpenClients, openClients, publisherTo } from "./clients.ts";
import type { RoundLoad } from "./load.ts";
import { mostlyCounting } from "../load/clients/open.ts";
import { DEFAULT_OBJECTIVE } from "../threshold.ts";
import { checkAnswers, checkOpened } from "../load/validity.ts";
import { medianOf } from "../stats/bootstrap.ts";
import { Drain } from "./drain.ts";
import {
  connectionCounts,
  COUNTED,
  eventCounts,
  type OpenPart,
  type Part,
  type PartOutcome,
  type RoundContext,
} from "./part.ts";
import { Steering } from "./steering.ts";

const RATE_AT_OBJECTIVE = "rate_at_objective.events_per_second";
const LIMIT_MS = DEFAULT_OBJECTIVE.limit;
/** Not held if half of all readings are above the limit by more than this factor, however far the rate is lowered. */
const HELD_WITHIN = 1.5;
const READ_MS = 50;
/** Time for the latency to reach the limit before a slice counts; the first slice has longer, to find the rate. */
const SETTLE_MS = 150;
const FIRST_SETTLE_MS = 1_200;
/** In a short part, at most this share of its duration. */
const FIRST_SETTLE_SHARE = 0.6;
const COUNTED_MS = 250;
/** Enough for a tenth of a second's events in flight, at any rate that one core reaches. */
const PUBLISHERS = 1_000;
/** The share of the server's full speed to start at. */
const FIRST_SHARE = 0.6;
/** At least this many clients parse and time their events. */
const LEAST_READERS = 20;

export const ratePart: Part = {
  name: "rate at the objective",
  tells: [...COUNTED, RATE_AT_OBJECTIVE],
  slices: ({ durationS }) => 1 + Math.ceil((durationS * 1000) / COUNTED_MS),
  async open(context, known) {
    const topic = newTopic();
    const counting = mostlyCounting(context.load, LEAST_READERS);
    const clients = await openClients(context, topic, context.load.rampPerS, counting);
    return new HeldRate(context, topic, clients, firstRate(known, context.load));
  },
};

/** A share of the server's full speed; if that is unknown or nothing, the rate for one event at a time. */
function firstRate(
  { deliveries_per_second: speed = 0 }: Figures,
  { rate, connections }: RoundLoad,
): number {
  return speed === 0 ? rate : (speed / connections) * FIRST_SHARE;
}

function firstSettleMs({ durationS }: RoundLoad): number {
  return Math.min(FIRST_SETTLE_MS, Math.max(SETTLE_MS, durationS * 1000 * FIRST_SETTLE_SHARE));
}

class HeldRate implements OpenPart {
  readonly #context: RoundContext;
  readonly #clients: OpenClients;
  readonly #publisher: Publisher;
  readonly #drain: Drain;
  readonly #steering: Steering;
  #slices = 0;
  #accepted = 0;
  /** Events that were accepted while it counted. */
  #events = 0;
  #elapsedMs = 0;
  readonly #readingsMs: number[] = [];

  constructor(context: RoundContext, topic: string, clients: OpenClients, startPerS: number) {
    this.#context = context;
    this.#clients = clients;
    this.#steering = new Steering(LIMIT_MS, startPerS);
    this.#drain = new Drain(clients.pool, context.signal);
    const onAnswered = () => (this.#accepted += 1);
    this.#publisher = publisherTo(context, topic, PUBLISHERS, { onAnswered });
  }

  async measure(): Promise<void> {
    const { signal, load } = this.#context;
    const over = new AbortController();
    const schedule = steered(this.#steering, AbortSignal.any([signal, over.signal]));
    this.#steering.settle();
    // Discards what is left from the previous slice.
    await this.#clients.pool.collect(0);
    const published = this.#publisher.publish(schedule);
    await this.#steerFor(this.#slices === 0 ? firstSettleMs(load) : SETTLE_MS);
    const [fromMs, before] = [performance.now(), this.#accepted];
    const readingsMs = await this.#steerFor(COUNTED_MS);
    if (this.#slices > 0) {
      this.#elapsedMs += performance.now() - fromMs;
      this.#events += this.#accepted - before;
      this.#readingsMs.push(...readingsMs);
    }
    this.#slices += 1;
    over.abort();
    await published;
    const { sent, uncertain } = this.#publisher.outcome();
    await this.#drain.until((sent - uncertain.length) * load.connections);
  }

  async finish(): Promise<PartOutcome> {
    const published = this.#publisher.outcome();
    const { sent, uncertain } = published;
    const { connections } = this.#context.load;
    const { totals, failures } = await this.#clients.pool.collect(sent, uncertain);
    return {
      figures: this.#elapsedMs === 0 ? {} : { [RATE_AT_OBJECTIVE]: this.#ratePerS() },
      counts: { ...eventCounts(totals, published), ...connectionCounts(connections, failures) },
      findings: [...checkOpened(this.#clients.opened, connections), ...checkAnswers(published)],
    };
  }

  /**
   * 0 if the objective was not held at any rate. A server that stayed well within it could take more than was sent,
   * and has at least this rate.
   */
  #ratePerS(): number {
    const isHeld =
      this.#readingsMs.length > 0 && medianOf(this.#readingsMs) < LIMIT_MS * HELD_WITHIN;
    return isHeld ? (this.#events / this.#elapsedMs) * 1000 : 0;
  }

  /** Returns the readings taken in the meantime. */
  async #steerFor(durationMs: number): Promise<number[]> {
    const { signal } = this.#context;
    const endMs = performance.now() + durationMs;
    const readingsMs: number[] = [];
    while (performance.now() < endMs && !signal.aborted) {
      await pause(READ_MS, signal);
      const { latency } = await this.#clients.pool.collect(0);
      const latencyMs = latency.percentileMs(99);
      if (latencyMs === null) continue;
      this.#steering.read(latencyMs);
      readingsMs.push(latencyMs);
    }
    return readingsMs;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#publisher[Symbol.dispose]();
    await this.#clients[Symbol.asyncDispose]();
  }
}

/**
 * Each event is due one interval after the previous one was due, at the rate of that moment: the load stays open.
 * Publishers queue, so that no interval is fixed before its time.
 */
function steered(steering: Steering, signal: AbortSignal): Schedule {
  let dueMs = wallMs();
  let before: Promise<unknown> = Promise.resolve();
  const nextInLine = async () => {
    dueMs += 1000 / steering.ratePerS;
    const intendedMs = dueMs;
    await untilDue(intendedMs, signal);
    if (signal.aborted) return undefined;
    return intendedMs;
  };
  return () => {
    const mine = before.then(nextInLine);
    before = mine;
    return mine;
  };
}
