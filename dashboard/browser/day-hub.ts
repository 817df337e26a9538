/**
 * A hub in front of a real one, whose history is a whole day: for tests, pictures and measurements of long spans. It
 * answers `GET /stats/history` itself, and can stream snapshots faster than once a second.
 */

import {
  bucketOf,
  HISTORY_COLUMNS,
  type HistoryColumn,
  type HistoryRows,
  MOST_MINUTES,
  MOST_SECONDS,
  type PackedBuckets,
  type StatsHistory,
  type StatsSnapshot,
} from "#protocol";
import type { HubProcess } from "./hub-process.ts";

const MINUTE_MS = 60_000;
const DAY_MS = MOST_MINUTES * MINUTE_MS;
/** The one second, and the one minute, in which latencies and connections are this much. */
export const SPIKE = 4_321;
/** How long before now these were. */
export const SPIKE_SECOND_AGO_MS = 1_800_000;
export const SPIKE_MINUTE_AGO_MS = 6 * 3_600_000;

export interface DayHubOptions {
  /** Omitted: the stream is the real hub's. */
  readonly snapshotsPerSecond?: number;
  /** All figures of the snapshots, when it streams them, are this many times as large. Default: 1. */
  readonly times?: number;
}

export class DayHub {
  readonly #hub: HubProcess;
  readonly #options: DayHubOptions;
  readonly #server: Bun.Server<undefined>;
  readonly #nowMs = Date.now();

  constructor(hub: HubProcess, options: DayHubOptions = {}) {
    this.#hub = hub;
    this.#options = options;
    this.#server = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      idleTimeout: 0,
      fetch: (request) => this.#answer(request),
    });
  }

  get origin(): string {
    return this.#server.url.origin;
  }

  stop(): Promise<void> {
    return this.#server.stop(true);
  }

  async #answer(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    if (pathname === "/stats/history") return Response.json(historyUntil(this.#nowMs));
    const { snapshotsPerSecond } = this.#options;
    if (pathname === "/events" && snapshotsPerSecond !== undefined) {
      const { times = 1 } = this.#options;
      return streamOf(enlarged(await this.#snapshot(), times), snapshotsPerSecond, times);
    }
    const response = await fetch(`${this.#hub.origin}${pathname}${search}`, {
      headers: { accept: request.headers.get("accept") ?? "*/*" },
      signal: request.signal,
    });
    if (pathname !== "/stats") return response;
    return Response.json(aged(await response.json()));
  }

  async #snapshot(): Promise<StatsSnapshot> {
    return aged(await (await fetch(`${this.#hub.origin}/stats`)).json());
  }
}

/** As if the hub had run for a day. */
function aged(snapshot: StatsSnapshot): StatsSnapshot {
  return { ...snapshot, hub: { ...snapshot.hub, uptimeMs: DAY_MS } };
}

function enlarged(snapshot: StatsSnapshot, times: number): StatsSnapshot {
  const { atMs: _atMs, hub: _hub, ...figures } = snapshot;
  const text = JSON.stringify(figures, (_, value: unknown) =>
    typeof value === "number" ? value * times : value,
  );
  return { ...snapshot, ...JSON.parse(text) };
}

function historyUntil(nowMs: number): StatsHistory {
  return {
    seconds: rowsUntil(nowMs, MOST_SECONDS, 1_000, SPIKE_SECOND_AGO_MS),
    minutes: rowsUntil(
      Math.floor(nowMs / MINUTE_MS) * MINUTE_MS,
      MOST_MINUTES,
      MINUTE_MS,
      SPIKE_MINUTE_AGO_MS,
    ),
    bench: [],
  };
}

function rowsUntil(nowMs: number, count: number, everyMs: number, spikeAgoMs: number): HistoryRows {
  const atMs = Array.from({ length: count }, (_, row) => nowMs - (count - 1 - row) * everyMs);
  const spikeRow = count - 1 - spikeAgoMs / everyMs;
  const columns = HISTORY_COLUMNS.map((column) => [
    column,
    atMs.map((at, row) => (row === spikeRow ? SPIKE : valueOf(column, at))),
  ]);
  const buckets = atMs.map((at, row) => (row === spikeRow ? SPIKE_BUCKETS : bucketsAt(at)));
  return {
    atMs,
    columns: Object.fromEntries(columns),
    buckets: { acceptedToSent: buckets, acceptedToParsed: buckets, canary: buckets },
  };
}

const SPIKE_BUCKETS: PackedBuckets = [bucketOf(SPIKE), 5_000];

/** Most about the median, fewer and fewer up to the maximum. */
function bucketsAt(atMs: number): PackedBuckets {
  const median = bucketOf(valueOf("canary.p50Ms", atMs));
  const longest = bucketOf(valueOf("canary.maxMs", atMs));
  return [
    median - 1,
    900,
    ...Array.from({ length: longest - median + 1 }, (_, at) => Math.ceil(2_500 / 3 ** at)),
  ];
}

/** By column, or by what its name ends with. */
const LEVELS: Readonly<Record<string, number>> = {
  gauge: 900,
  webSockets: 200,
  deliveredBytesPerSecond: 2_000_000,
  cpuCores: 0.4,
  rssBytes: 90_000_000,
  count: 5_000,
  p50Ms: 4,
  p90Ms: 9,
  p99Ms: 20,
  p999Ms: 45,
  maxMs: 80,
};

/** Ripples about a level of the column's own, so that each line changes with every row. */
function valueOf(column: HistoryColumn, atMs: number): number {
  const level = LEVELS[column] ?? LEVELS[column.split(".")[1] ?? "gauge"] ?? 10;
  const ripple = Math.sin(atMs / 400_000) * 0.3 + Math.sin(atMs * 7.3) * 0.2;
  return Math.round(level * (1 + ripple) * 1_000) / 1_000;
}

function streamOf(snapshot: StatsSnapshot, perSecond: number, times: number): Response {
  const encoder = new TextEncoder();
  let timer: ReturnType<typeof setInterval> | undefined;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode(":\n\n"));
      timer = setInterval(() => {
        const atMs = Date.now();
        const connections = Math.round(valueOf("connections", atMs) * times);
        const data = JSON.stringify({ ...snapshot, atMs, connections });
        controller.enqueue(encoder.encode(`event: stats\ndata: ${data}\n\n`));
      }, 1_000 / perSecond);
    },
    cancel: () => clearInterval(timer),
  });
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
}
