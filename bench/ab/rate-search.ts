/**
 * The third part of a round: how many events a second the server takes while 99 of 100 deliveries come
 * within the objective. The rate grows until they do not.
 */

import type { CountingOrder } from "../load/messages.ts";
import { pause } from "../load/until.ts";
import type { WorkerPool } from "../load/worker-pool.ts";
import { newTopic, type PartContext, untilDelivered, withClients } from "../peers/clients.ts";
import type { PeerLoad } from "../peers/load.ts";
import { paced, publishToPeer } from "../peers/publish.ts";
import { DEFAULT_OBJECTIVE } from "../scenarios/scenario.ts";
import { checkOpened, type Finding } from "../scenarios/validity.ts";
import type { LedgerTotals } from "../stats/ledger.ts";
import { crossedAtMs, type Ramp, rampPacer, rateAt, type Reading } from "./ramp.ts";

const LIMIT_MS = DEFAULT_OBJECTIVE.limit;
/** So far beyond the limit the search knows enough. */
const FAR_MS = 3 * LIMIT_MS;
const READ_MS = 100;
const LONGEST_MS = 4_000;
/** As many as drive the server at full speed, so that they are not what is measured. */
const PUBLISHERS = 500;
/** A ramp's ends, as shares of the rate that the server came to at full speed. */
const WINDOW = { from: 0.3, to: 1.5 };
/** Where the first ramp missed it, it is sought so many times higher or lower. */
const MISSED_BY = 4;
const MAX_RAMPS = 3;
/** One client of so many reads its events and times them; at least so many do. */
const READS_EVERY = 50;
const LEAST_READERS = 20;

export interface RateOutcome {
  /** Events a second; `undefined` where the search did not find it. */
  readonly ratePerS: number | undefined;
  readonly totals: LedgerTotals;
  readonly findings: readonly Finding[];
}

/** `fullSpeedPerS` is what the server took of publishers that wait for their answers. */
export function measureRate(context: PartContext, fullSpeedPerS: number): Promise<RateOutcome> {
  const topic = newTopic();
  const body = async (pool: WorkerPool): Promise<RateOutcome> => {
    const opened = await pool.open(context.load.rampPerS, context.signal);
    const search = new Search(context, topic, pool);
    const ratePerS = await search.run(fullSpeedPerS);
    const { totals } = await pool.collect(search.sent, search.uncertain);
    return { ratePerS, totals, findings: checkOpened(opened, context.load.connections) };
  };
  return withClients(context, topic, body, mostlyCounting(context.load));
}

function mostlyCounting({ connections, sizeBytes }: PeerLoad): CountingOrder {
  const readsEvery = Math.max(1, Math.min(READS_EVERY, Math.floor(connections / LEAST_READERS)));
  return { readsEvery, minBytes: sizeBytes };
}

class Search {
  sent = 0;
  readonly uncertain: number[] = [];
  readonly #context: PartContext;
  readonly #topic: string;
  readonly #pool: WorkerPool;

  constructor(context: PartContext, topic: string, pool: WorkerPool) {
    this.#context = context;
    this.#topic = topic;
    this.#pool = pool;
  }

  async run(fullSpeedPerS: number): Promise<number | undefined> {
    let aboutPerS = fullSpeedPerS;
    for (let ramps = 0; ramps < MAX_RAMPS && !this.#context.signal.aborted; ramps++) {
      const ramp = rampAround(aboutPerS, this.#context.load);
      const readings = await this.#climb(ramp);
      const atMs = crossedAtMs(readings, LIMIT_MS);
      if (atMs !== undefined) return rateAt(ramp, atMs);
      const isAbove = readings.some(({ latencyMs }) => latencyMs < LIMIT_MS);
      aboutPerS *= isAbove ? MISSED_BY : 1 / MISSED_BY;
    }
    return undefined;
  }

  async #climb(ramp: Ramp): Promise<Reading[]> {
    const { peer, load, signal } = this.#context;
    const over = new AbortController();
    const published = publishToPeer({
      peer,
      topic: this.#topic,
      sizeBytes: load.sizeBytes,
      publishers: PUBLISHERS,
      firstSequence: this.sent + 1,
      schedule: paced(rampPacer(ramp), AbortSignal.any([signal, over.signal])),
      signal,
    }).finally(() => over.abort());
    const readings = await this.#read(over);
    const outcome = await published;
    this.sent += outcome.sent;
    this.uncertain.push(...outcome.uncertain);
    const sent = { ...outcome, sent: this.sent, uncertain: this.uncertain };
    await untilDelivered(this.#pool, sent, this.#context);
    return readings;
  }

  /** Reads until all is published, or ends that when there is no more to be learned. */
  async #read(over: AbortController): Promise<Reading[]> {
    const readings: Reading[] = [];
    const startMs = performance.now();
    while (!over.signal.aborted) {
      await pause(READ_MS, over.signal);
      const { latency } = await this.#pool.collect(0);
      const latencyMs = latency.percentileMs(99);
      if (latencyMs === null) continue;
      readings.push({ atMs: performance.now() - startMs, latencyMs });
      if (latencyMs > FAR_MS) over.abort();
    }
    return readings;
  }
}

/** For a server that takes about so much. */
function rampAround(aboutPerS: number, { durationS }: PeerLoad): Ramp {
  return {
    fromPerS: aboutPerS * WINDOW.from,
    toPerS: aboutPerS * WINDOW.to,
    durationMs: Math.min(LONGEST_MS, 2 * durationS * 1000),
  };
}
