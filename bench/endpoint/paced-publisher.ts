/** Publishes stamped events at a steady pace to any server, open loop: each leaves at its time. */

import { wallMs } from "../load/clock.ts";
import { constantPacer } from "../load/pacer.ts";
import { pause, untilReached } from "../load/until.ts";
import { LatencyHistogram } from "../stats/latency.ts";
import { type PublishSpec, publishTo } from "./publisher.ts";
import { writeStamp } from "./stamp.ts";

/** Publishes under way at once: Bun's fetch silently queues what is above 256. */
const MAX_UNDER_WAY = 200;
/** The last of a wait is spent turning the event loop. */
const COARSE_MS = 2;
/** Answers that have stopped coming for so long are not waited for. */
const QUIET_MS = 5_000;

export interface PacedOrder {
  readonly spec: PublishSpec;
  /** A word that marks this run's events. */
  readonly run: string;
  readonly ratePerS: number;
  readonly durationMs: number;
  readonly sizeBytes: number;
  readonly signal: AbortSignal;
}

export interface PacedOutcome {
  readonly sent: number;
  /** The numbers, from 1, of the events that the server took. */
  readonly taken: readonly number[];
  /** How often each reason came that one was not. */
  readonly failures: ReadonlyMap<string, number>;
  /** From the intended time to the answer. */
  readonly ack: LatencyHistogram;
  /** From the intended time to the sending. */
  readonly lateness: LatencyHistogram;
}

/** Resolves when all is answered, or nothing comes any more. */
export async function publishPacedTo(order: PacedOrder): Promise<PacedOutcome> {
  const { ratePerS, durationMs, signal } = order;
  const pacer = constantPacer(ratePerS, durationMs);
  const outcome = {
    sent: 0,
    taken: [],
    failures: new Map(),
    ack: new LatencyHistogram(),
    lateness: new LatencyHistogram(),
  };
  const startedAtMs = wallMs();
  let settled = 0;
  for (let due = pacer.dueMs(0); due !== undefined; due = pacer.dueMs(outcome.sent)) {
    await untilDue(startedAtMs + due, signal);
    while (outcome.sent - settled >= MAX_UNDER_WAY && !signal.aborted) await pause(1, signal);
    if (signal.aborted) break;
    outcome.sent += 1;
    void publishOne(order, outcome, outcome.sent, startedAtMs + due).then(() => settled++);
  }
  await untilReached(() => settled, outcome.sent, QUIET_MS, signal);
  return outcome;
}

/** Timers are whole ms and may be early; an event that left before its time would come before it was made. */
async function untilDue(atMs: number, signal: AbortSignal): Promise<void> {
  const waitMs = atMs - wallMs();
  if (waitMs > COARSE_MS) await pause(waitMs - COARSE_MS, signal);
  while (atMs > wallMs() && !signal.aborted) {
    const { promise, resolve } = Promise.withResolvers<void>();
    setImmediate(resolve);
    await promise;
  }
}

interface Outcome {
  readonly taken: number[];
  readonly failures: Map<string, number>;
  readonly ack: LatencyHistogram;
  readonly lateness: LatencyHistogram;
}

async function publishOne(
  { spec, run, sizeBytes }: PacedOrder,
  { taken, failures, ack, lateness }: Outcome,
  n: number,
  intendedMs: number,
): Promise<void> {
  lateness.record(wallMs() - intendedMs);
  const data = writeStamp(run, n, intendedMs, sizeBytes);
  const refusal = await publishTo(spec, { data, id: `${run}-${n}`, n });
  ack.record(wallMs() - intendedMs);
  if (refusal === undefined) taken.push(n);
  else failures.set(refusal, (failures.get(refusal) ?? 0) + 1);
}
