/**
 * The first part of a round: one event at a time, slowly enough for every peer to be idle in between. It
 * measures the CPU cost and latency of a delivery, and the memory of an open connection.
 */

import { constantPacer, type Pacer } from "../load/pacer.ts";
import type { LatencyHistogram } from "../stats/latency.ts";
import type { LedgerTotals } from "../stats/ledger.ts";
import {
  caution,
  checkClients,
  checkOpened,
  checkPublisher,
  type Finding,
} from "../load/validity.ts";
import {
  newTopic,
  type OpenClients,
  openClients,
  type PartContext,
  publisherTo,
  untilDelivered,
  warmUp,
  withoutWarmUp,
} from "./clients.ts";
import { memoryPerConnection, type RoundFigures } from "./figures.ts";
import type { Publisher } from "../load/publish/publisher.ts";
import { paced } from "../load/publish/schedule.ts";
import type { PublishOutcome } from "../load/publish/publisher.ts";
import type { PoolAccount } from "../load/clients/reports.ts";
import { cpuUs, rssBytes } from "../servers/usage.ts";

/** Enough for a peer that answers late to still get its events on time. */
const PUBLISHERS = 50;
/** From this much on, one step of the system's count is at most 5 %. */
const MIN_CPU_MS = 200;

export interface PartOutcome {
  readonly figures: RoundFigures;
  readonly totals: LedgerTotals;
  readonly findings: readonly Finding[];
}

export interface CalmOutcome extends PartOutcome {
  readonly latency: LatencyHistogram;
  readonly published: PublishOutcome;
  /** Why streams ended or did not open, and how often. */
  readonly failures: PoolAccount["failures"];
}

export async function measureCalm(context: PartContext): Promise<CalmOutcome> {
  await using part = await CalmPart.open(context);
  const { rate, durationS } = context.load;
  await part.publish(constantPacer(rate, durationS * 1000));
  return await part.finish();
}

/** The part, in one piece or in several: opened on a peer, driven, and finished. */
export class CalmPart implements AsyncDisposable {
  readonly #context: PartContext;
  readonly #clients: OpenClients;
  readonly #memory: RoundFigures;
  readonly #publisher: Publisher;
  #began: { readonly cpuUs: number | undefined } | undefined;

  private constructor(
    context: PartContext,
    topic: string,
    clients: OpenClients,
    memory: RoundFigures,
  ) {
    this.#context = context;
    this.#clients = clients;
    this.#memory = memory;
    this.#publisher = publisherTo(context, topic, PUBLISHERS);
  }

  /** Resolves once all clients are open and the peer is warm. */
  static async open(context: PartContext): Promise<CalmPart> {
    const { peer, load } = context;
    const topic = newTopic();
    const rssBefore = rssBytes(peer.pids());
    const clients = await openClients(context, topic, load.rampPerS);
    const memory = memoryPerConnection(rssBefore, rssBytes(peer.pids()), clients.opened.open);
    await warmUp(context, topic);
    return new CalmPart(context, topic, clients, memory);
  }

  async publish(pacer: Pacer): Promise<void> {
    this.#began ??= { cpuUs: cpuUs(this.#context.peer.pids()) };
    await this.#publisher.publish(paced(pacer, this.#context.signal));
  }

  /** Waits until everything published is delivered. */
  async finish(): Promise<CalmOutcome> {
    const { pool, opened } = this.#clients;
    const published = this.#publisher.outcome();
    await untilDelivered(pool, published, this.#context);
    const cpuAfter = cpuUs(this.#context.peer.pids());
    const account = withoutWarmUp(
      await pool.collect(published.sent, published.uncertain),
      opened.open,
    );
    const { totals, latency } = account;
    const cpuBefore = this.#began?.cpuUs;
    return {
      figures: {
        ...cpuPerDelivery("server.cpu_us_per_delivery", cpuBefore, cpuAfter, totals.received),
        ...percentile("latency.p50_ms", latency.percentileMs(50, totals.lost)),
        ...percentile("latency.p99_ms", latency.percentileMs(99, totals.lost)),
        ...this.#memory,
      },
      totals,
      latency,
      published,
      failures: account.failures,
      findings: [
        ...checkOpened(opened, this.#context.load.connections),
        ...checkPublisher(published),
        ...checkClients(account),
        ...checkCpuCount(cpuBefore, cpuAfter),
      ],
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#publisher[Symbol.dispose]();
    await this.#clients[Symbol.asyncDispose]();
  }
}

export function cpuPerDelivery(
  name: "server.cpu_us_per_delivery" | "saturated.cpu_us_per_delivery",
  beforeUs: number | undefined,
  afterUs: number | undefined,
  deliveries: number,
): RoundFigures {
  if (beforeUs === undefined || afterUs === undefined || deliveries === 0) return {};
  return { [name]: (afterUs - beforeUs) / deliveries };
}

/** The system counts CPU time in steps of 10 ms, and rounds at both ends. */
function checkCpuCount(beforeUs: number | undefined, afterUs: number | undefined): Finding[] {
  if (beforeUs === undefined || afterUs === undefined) return [];
  const usedMs = (afterUs - beforeUs) / 1000;
  if (usedMs >= MIN_CPU_MS) return [];
  const problem = `the server used only ${usedMs} ms of CPU time, which is counted in steps of 10 ms`;
  return [caution(problem, "raise --connections or --duration")];
}

function percentile(
  name: "latency.p50_ms" | "latency.p99_ms",
  valueMs: number | null,
): RoundFigures {
  return valueMs === null ? {} : { [name]: valueMs };
}
