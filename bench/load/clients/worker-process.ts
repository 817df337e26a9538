/** A client process, seen from the main process: sends orders, receives reports, and notices its end. */

import { join } from "node:path";
import { BenchError, EXIT } from "../../bench-error.ts";
import type { LatencyHistogram } from "../../stats/latency.ts";
import type {
  CollectedReport,
  CollectOrder,
  OpenedReport,
  OpenOrder,
  Order,
  ProgressReport,
  WorkerReport,
} from "./messages.ts";
import { merged } from "./reports.ts";

/** Takes the latencies of events that arrived in the slice of time from `atMs`, on the machine's clock. */
export type OnLatency = (latency: LatencyHistogram, atMs: number) => void;

export class WorkerProcess {
  readonly count: number;
  /** The index of its first client among those of all processes. */
  readonly firstIndex: number;
  readonly ready: Promise<void>;
  progress: ProgressReport = {
    kind: "progress",
    open: 0,
    failed: 0,
    received: 0,
    recovered: 0,
    latencies: [],
  };
  readonly #localAddress: string | undefined;
  readonly #onLatency: OnLatency | undefined;
  readonly #child: Bun.Subprocess;
  readonly #ready = Promise.withResolvers<void>();
  readonly #opened = Promise.withResolvers<OpenedReport>();
  #collected = Promise.withResolvers<CollectedReport>();
  #awaitingLoss = Promise.withResolvers<void>();
  #isStopping = false;

  constructor(
    count: number,
    firstIndex: number,
    localAddress: string | undefined,
    onLatency: OnLatency | undefined,
  ) {
    this.count = count;
    this.firstIndex = firstIndex;
    this.ready = this.#ready.promise;
    this.#localAddress = localAddress;
    this.#onLatency = onLatency;
    // A failure rejects these promises; there may be nobody awaiting them yet.
    const waited = [this.#opened, this.#collected, this.#awaitingLoss];
    for (const { promise } of waited) promise.catch(() => {});
    this.#child = Bun.spawn([process.execPath, join(import.meta.dir, "worker.ts")], {
      ipc: (report: WorkerReport) => this.#take(report),
      onExit: (_child, code) => this.#failed(`a client process ended with code ${code}`),
      stdio: ["ignore", "inherit", "inherit"],
    });
  }

  get pid(): number {
    return this.#child.pid;
  }

  open(
    order: Omit<OpenOrder, "kind" | "count" | "firstIndex" | "localAddress">,
  ): Promise<OpenedReport> {
    this.tell({
      ...order,
      kind: "open",
      count: this.count,
      firstIndex: this.firstIndex,
      localAddress: this.#localAddress,
    });
    return this.#opened.promise;
  }

  collect(order: CollectOrder): Promise<CollectedReport> {
    this.#collected = Promise.withResolvers<CollectedReport>();
    this.tell(order);
    return this.#collected.promise;
  }

  awaitLoss(): Promise<void> {
    this.#awaitingLoss = Promise.withResolvers<void>();
    this.tell({ kind: "await-loss" });
    return this.#awaitingLoss.promise;
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    const { exitCode, signalCode } = this.#child;
    if (exitCode === null && signalCode === null) this.tell({ kind: "close" });
    await this.#child.exited;
  }

  tell(order: Order): void {
    this.#child.send(order);
  }

  #take(report: WorkerReport): void {
    if (report.kind === "ready") this.#ready.resolve();
    else if (report.kind === "opened") this.#opened.resolve(report);
    else if (report.kind === "collected") this.#collected.resolve(report);
    else if (report.kind === "awaiting-loss") this.#awaitingLoss.resolve();
    else if (report.kind === "failed") this.#failed(report.reason);
    else this.#takeProgress(report);
  }

  #takeProgress(report: ProgressReport): void {
    this.progress = report;
    for (const { atMs, latency } of report.latencies) this.#onLatency?.(merged([latency]), atMs);
  }

  #failed(reason: string): void {
    if (this.#isStopping) return;
    const error = new BenchError(reason, EXIT.internalError);
    const waited = [this.#ready, this.#opened, this.#collected, this.#awaitingLoss];
    for (const waiting of waited) waiting.reject(error);
  }
}
