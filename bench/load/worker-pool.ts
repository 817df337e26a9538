/**
 * The client processes of a run, as one: it splits the clients among them without a remainder lost,
 * and merges what they report.
 */

import { join } from "node:path";
import { BenchError, EXIT } from "../bench-error.ts";
import type { Transport } from "../result.ts";
import type { LedgerTotals } from "../stats/ledger.ts";
import { LatencyHistogram } from "../stats/latency.ts";
import { wallMs } from "./clock.ts";
import type {
  CollectedReport,
  CollectOrder,
  OpenedReport,
  Order,
  ProgressReport,
  WorkerReport,
} from "./messages.ts";

/** The workers start their clients together, once all have had the order. */
const START_DELAY_MS = 100;
/** After the last arrival was due, clients that are not open are waited for so long. */
const GIVE_UP_MS = 30_000;
const MAX_PER_SOURCE = 20_000;

export interface PoolProgress {
  readonly open: number;
  readonly failed: number;
  readonly received: number;
  readonly recovered: number;
}

export interface PoolOpened {
  readonly open: number;
  readonly connect: LatencyHistogram;
  readonly firstByte: LatencyHistogram;
  readonly failures: Readonly<Record<string, number>>;
  /** Resident memory of the client processes that the connections added. */
  readonly addedRssBytes: number;
}

export interface PoolAccount {
  readonly totals: LedgerTotals;
  readonly latency: LatencyHistogram;
  readonly recovery: LatencyHistogram;
  readonly connect: LatencyHistogram;
  readonly recovered: number;
  readonly reconnects: number;
  readonly gaps: number;
  readonly foreign: number;
  readonly failures: Readonly<Record<string, number>>;
  /** Everything read off the clients' sockets, headers and framing included. */
  readonly receivedBytes: number;
  readonly loopLagMs: number;
  /** Of the busiest process: its CPU time since it opened. */
  readonly cpuMs: number;
  /** Of the one that waited longest: how long it wanted a core and had none. */
  readonly waitedMs: number;
}

export interface PoolOptions {
  readonly url: string;
  readonly count: number;
  readonly workers: number;
  /** Whether the target is on 127.0.0.1, so that each process may have a source address of its own. */
  readonly isLoopback: boolean;
  /** Default: `sse`. */
  readonly transport?: Transport;
  /** Called with each report's latencies, already merged. */
  readonly onLatency?: (latency: LatencyHistogram) => void;
}

export class WorkerPool {
  readonly #workers: readonly Worker[];
  readonly #options: PoolOptions;

  private constructor(workers: readonly Worker[], options: PoolOptions) {
    this.#workers = workers;
    this.#options = options;
  }

  /** Starts the processes; they have no clients yet. */
  static async start(options: PoolOptions): Promise<WorkerPool> {
    let firstIndex = 0;
    const workers = split(options.count, options.workers).map((count, index) => {
      const worker = new Worker(count, firstIndex, sourceOf(index, options), options.onLatency);
      firstIndex += count;
      return worker;
    });
    const pool = new WorkerPool(workers, options);
    try {
      await Promise.all(workers.map((worker) => worker.ready));
    } catch (error) {
      await pool.stop();
      throw error;
    }
    return pool;
  }

  get progress(): PoolProgress {
    const reports = this.#workers.map((worker) => worker.progress);
    const sum = (name: keyof PoolProgress) => total(reports.map((report) => report[name]));
    return {
      open: sum("open"),
      failed: sum("failed"),
      received: sum("received"),
      recovered: sum("recovered"),
    };
  }

  /** Opens all clients at `ratePerS` in all; resolves when each is open or has failed, or is given up. */
  async open(ratePerS: number, signal: AbortSignal): Promise<PoolOpened> {
    const { count } = this.#options;
    const startAtMs = wallMs() + START_DELAY_MS;
    const settle = () => this.#tellAll({ kind: "settle" });
    const givingUp = setTimeout(settle, START_DELAY_MS + (count / ratePerS) * 1000 + GIVE_UP_MS);
    signal.addEventListener("abort", settle, { once: true });
    try {
      return mergeOpened(
        await Promise.all(
          this.#workers.map((worker) =>
            worker.open(this.#options, startAtMs, (ratePerS * worker.count) / count),
          ),
        ),
      );
    } finally {
      clearTimeout(givingUp);
      signal.removeEventListener("abort", settle);
    }
  }

  /** The server is about to lose every connection: their return is timed from now. */
  awaitLoss(): void {
    this.#tellAll({ kind: "await-loss" });
  }

  /** Breaks all connections at once. */
  cut(): void {
    this.#tellAll({ kind: "cut" });
  }

  /** So many of a hundred clients stop reading until `resume`; their latencies do not count. */
  pause(percent: number): void {
    this.#tellAll({ kind: "pause", percent });
  }

  resume(): void {
    this.#tellAll({ kind: "resume" });
  }

  /** Clients leave and others come in their place, `ratePerS` of them in all. */
  churn(ratePerS: number, durationMs: number): void {
    const share = ratePerS / this.#workers.length;
    this.#tellAll({ kind: "churn", ratePerS: share, durationMs });
  }

  /**
   * The account after numbers 1 to `sent` were published, of which the `uncertain` ones perhaps were
   * not, over so many topics; its latencies are those since the last account.
   */
  async collect(sent: number, uncertain: readonly number[] = [], topics = 1): Promise<PoolAccount> {
    const order: CollectOrder = { kind: "collect", sent, uncertain, topics };
    return mergeCollected(await Promise.all(this.#workers.map((worker) => worker.collect(order))));
  }

  /** Closes all clients and ends the processes. */
  async stop(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.stop()));
  }

  #tellAll(order: Order): void {
    for (const worker of this.#workers) worker.tell(order);
  }
}

/** One client process, seen from the main process. */
class Worker {
  readonly count: number;
  readonly ready: Promise<void>;
  progress: ProgressReport = {
    kind: "progress",
    open: 0,
    failed: 0,
    received: 0,
    recovered: 0,
    latency: undefined,
  };
  readonly #firstIndex: number;
  readonly #localAddress: string | undefined;
  readonly #onLatency: ((latency: LatencyHistogram) => void) | undefined;
  readonly #child: Bun.Subprocess;
  readonly #ready = Promise.withResolvers<void>();
  readonly #opened = Promise.withResolvers<OpenedReport>();
  #collected = Promise.withResolvers<CollectedReport>();
  #isStopping = false;

  constructor(
    count: number,
    firstIndex: number,
    localAddress: string | undefined,
    onLatency: ((latency: LatencyHistogram) => void) | undefined,
  ) {
    this.count = count;
    this.#firstIndex = firstIndex;
    this.ready = this.#ready.promise;
    this.#localAddress = localAddress;
    this.#onLatency = onLatency;
    // A failure is told to whoever waits; nobody may be waiting yet.
    for (const { promise } of [this.#opened, this.#collected]) promise.catch(() => {});
    this.#child = Bun.spawn([process.execPath, join(import.meta.dir, "worker.ts")], {
      ipc: (report: WorkerReport) => this.#take(report),
      onExit: (_child, code) => this.#failed(`a client process ended with code ${code}`),
      stdio: ["ignore", "inherit", "inherit"],
    });
  }

  open(
    { url, transport = "sse" }: PoolOptions,
    startAtMs: number,
    ratePerS: number,
  ): Promise<OpenedReport> {
    this.tell({
      kind: "open",
      url,
      count: this.count,
      firstIndex: this.#firstIndex,
      startAtMs,
      ratePerS,
      transport,
      localAddress: this.#localAddress,
    });
    return this.#opened.promise;
  }

  collect(order: CollectOrder): Promise<CollectedReport> {
    this.#collected = Promise.withResolvers<CollectedReport>();
    this.tell(order);
    return this.#collected.promise;
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    if (this.#child.exitCode === null) this.tell({ kind: "close" });
    await this.#child.exited;
  }

  tell(order: Order): void {
    this.#child.send(order);
  }

  #take(report: WorkerReport): void {
    if (report.kind === "ready") this.#ready.resolve();
    else if (report.kind === "opened") this.#opened.resolve(report);
    else if (report.kind === "collected") this.#collected.resolve(report);
    else if (report.kind === "failed") this.#failed(report.reason);
    else this.#takeProgress(report);
  }

  #takeProgress(report: ProgressReport): void {
    this.progress = report;
    if (report.latency !== undefined) this.#onLatency?.(decoded(report.latency));
  }

  #failed(reason: string): void {
    if (this.#isStopping) return;
    const error = new BenchError(reason, EXIT.internalError);
    for (const waiting of [this.#ready, this.#opened, this.#collected]) waiting.reject(error);
  }
}

/** `count` in `parts` of which no two differ by more than one, and none is 0. */
export function split(count: number, parts: number): number[] {
  const used = Math.min(count, parts);
  return Array.from(
    { length: used },
    (_, index) => Math.floor(((index + 1) * count) / used) - Math.floor((index * count) / used),
  );
}

/**
 * A source address has about 28,000 ports to one target, so a large load needs several. A small one
 * leaves the choice to the system: binding first made a connect cost over 1 ms at some thousands.
 */
function sourceOf(index: number, { isLoopback, count }: PoolOptions): string | undefined {
  return isLoopback && count > MAX_PER_SOURCE ? `127.0.0.${2 + index}` : undefined;
}

function mergeOpened(reports: readonly OpenedReport[]): PoolOpened {
  return {
    open: total(reports.map((report) => report.open)),
    connect: merged(reports.map((report) => report.connect)),
    firstByte: merged(reports.map((report) => report.firstByte)),
    failures: sumByReason(reports.map((report) => report.failures)),
    addedRssBytes: total(reports.map((report) => report.rssAfterBytes - report.rssBeforeBytes)),
  };
}

function mergeCollected(reports: readonly CollectedReport[]): PoolAccount {
  const sum = (read: (report: CollectedReport) => number) => total(reports.map(read));
  return {
    totals: {
      received: sum(({ totals }) => totals.received),
      duplicated: sum(({ totals }) => totals.duplicated),
      outOfOrder: sum(({ totals }) => totals.outOfOrder),
      lost: sum(({ totals }) => totals.lost),
    },
    latency: merged(reports.map((report) => report.latency)),
    recovery: merged(reports.map((report) => report.recovery)),
    connect: merged(reports.map((report) => report.connect)),
    recovered: sum((report) => report.recovered),
    reconnects: sum((report) => report.reconnects),
    gaps: sum((report) => report.gaps),
    foreign: sum((report) => report.foreign),
    failures: sumByReason(reports.map((report) => report.failures)),
    receivedBytes: sum((report) => report.receivedBytes),
    loopLagMs: Math.max(...reports.map((report) => report.loopLagMs)),
    cpuMs: Math.max(...reports.map((report) => report.cpuMs)),
    waitedMs: Math.max(...reports.map((report) => report.waitedMs)),
  };
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function merged(encoded: readonly string[]): LatencyHistogram {
  const histogram = new LatencyHistogram();
  for (const text of encoded) histogram.addEncoded(text);
  return histogram;
}

function decoded(text: string): LatencyHistogram {
  return merged([text]);
}

function sumByReason(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [reason, times] of all.flatMap((one) => Object.entries(one))) {
    sums[reason] = (sums[reason] ?? 0) + times;
  }
  return sums;
}
