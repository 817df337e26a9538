/** The part that measures the cost and latency of a delivery while the server is idle between events. */

import { LoopWatch } from "../load/process-watch.ts";
import { countedPacer, type Pacer } from "../load/pacer.ts";
import { CalmPart } from "./calm.ts";
import { caution, type Finding } from "../load/validity.ts";
import type { ComparedLoad } from "./load.ts";
import {
  connectionCounts,
  COUNTED,
  eventCounts,
  type OpenPart,
  type Part,
  type PartOutcome,
  type RoundContext,
} from "./part.ts";

/** Short enough for the machine's speed not to change. */
const SLICE_S = 0.125;
/** A server busier than this may still be handling one event when the next arrives. */
const MAX_BUSY_SHARE = 0.9;

export const oneAtATimePart: Part = {
  name: "one at a time",
  tells: [...COUNTED, "server.cpu_us_per_delivery", "latency.p50_ms", "latency.p99_ms"],
  slices: (load) => Math.ceil((load.rate * load.durationS) / eventsPerSlice(load)),
  open: async (context) => new OneAtATime(await CalmPart.open(context), context),
};

function eventsPerSlice({ rate }: ComparedLoad): number {
  return Math.max(1, Math.round(rate * SLICE_S));
}

class OneAtATime implements OpenPart {
  readonly #part: CalmPart;
  readonly #load: ComparedLoad;
  #lagMs = 0;

  constructor(part: CalmPart, { load }: RoundContext) {
    this.#part = part;
    this.#load = load;
  }

  async measure(): Promise<void> {
    using loop = new LoopWatch();
    await this.#part.publish(afterAPeriod(this.#load.rate, eventsPerSlice(this.#load)));
    this.#lagMs = Math.max(this.#lagMs, loop.longestMs);
  }

  async finish(): Promise<PartOutcome> {
    const { figures, findings, totals, published, failures } = await this.#part.finish();
    // This one has fewer connections than the memory part, on a server that has already worked.
    const { "server.rss_kb_per_connection": _, ...others } = figures;
    const cpuUs = (figures["server.cpu_us_per_delivery"] ?? 0) * totals.received;
    const busy = checkIdleBetween(cpuUs / 1e6, this.#load);
    return {
      figures: others,
      findings: [...findings, ...busy],
      counts: {
        ...eventCounts(totals, published),
        ...connectionCounts(this.#load.connections, failures),
      },
      lagMs: this.#lagMs,
    };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#part[Symbol.asyncDispose]();
  }
}

/** Whether a server that used this much CPU time, in s, can have finished each event before the next. */
export function checkIdleBetween(
  cpuS: number,
  { durationS }: Pick<ComparedLoad, "durationS">,
): Finding[] {
  const share = cpuS / durationS;
  if (share <= MAX_BUSY_SHARE) return [];
  const busy = `the server was busy ${(share * 100).toFixed(0)} % of the time while it got one event at a time`;
  return [caution(busy, "lower --rate")];
}

/** The first event waits a full period too: by then the other server's last event is delivered. */
function afterAPeriod(ratePerS: number, count: number): Pacer {
  const { dueMs } = countedPacer(ratePerS, count);
  return {
    count,
    dueMs(index) {
      const atMs = dueMs(index);
      return atMs === undefined ? undefined : atMs + 1000 / ratePerS;
    },
  };
}
