/** The client processes of a run, as one: it splits the clients among them and merges their reports. */

import { type Access, OPEN_ACCESS } from "../access.ts";
import { constants, setPriority } from "node:os";
import { hasManySources } from "../../client/index.ts";
import type { Transport } from "../../result/result.ts";
import { wallMs } from "../time.ts";
import type {
  ClientStage,
  CollectOrder,
  CountingOrder,
  Order,
  Subscription,
  TrackTotal,
} from "./messages.ts";
import {
  accountOf,
  mergeAccounts,
  mergeOpened,
  openedOf,
  type PoolAccount,
  type PoolOpened,
  total,
} from "./reports.ts";
import { shareOf } from "./stages.ts";
import { type OnLatency, WorkerProcess } from "./worker-process.ts";

/** Leaves time for the order to reach every worker, so that all start their clients together. */
const START_DELAY_MS = 100;
/** Gives up on clients if none has opened or failed for this long. */
const GIVE_UP_MS = 10_000;
const LOOK_MS = 250;
const MAX_PER_SOURCE = 20_000;

export interface PoolProgress {
  readonly open: number;
  readonly failed: number;
  readonly received: number;
  readonly recovered: number;
}

export interface PoolOptions {
  /** What every client subscribes to, or a function that says it for each. */
  readonly subscription: Subscription | ((client: number) => Subscription);
  /** Default: no headers. */
  readonly access?: Access;
  readonly count: number;
  readonly workers: number;
  /** Default: `sse`. */
  readonly transport?: Transport;
  /** Default: every client parses its events. */
  readonly counting?: CountingOrder | undefined;
  /** How many loads there are; track n belongs to load n mod `loads`. Default: 1. */
  readonly loads?: number;
  /** The number of clients over time, instead of `count` from the beginning. */
  readonly stages?: readonly ClientStage[] | undefined;
  readonly onLatency?: OnLatency;
}

export class WorkerPool {
  readonly #workers: readonly WorkerProcess[];
  readonly #options: PoolOptions;

  private constructor(workers: readonly WorkerProcess[], options: PoolOptions) {
    this.#workers = workers;
    this.#options = options;
  }

  /**
   * From now on the processes only get a core that nobody else wants: their clients stand for remote machines,
   * which take no time from the server or from the clients that are measured.
   */
  giveWay(): void {
    for (const { pid } of this.#workers) setPriority(pid, constants.priority.PRIORITY_LOW);
  }

  /** Starts the processes, without any clients. */
  static async start(options: PoolOptions): Promise<WorkerPool> {
    let firstIndex = 0;
    const workers = split(options.count, options.workers).map((count, index) => {
      const worker = new WorkerProcess(
        count,
        firstIndex,
        sourceOf(index, options),
        options.onLatency,
      );
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

  /** The ids of the client processes. */
  get pids(): readonly number[] {
    return this.#workers.map(({ pid }) => pid);
  }

  get progress(): PoolProgress {
    return sumOfProgress(this.#workers.map((worker) => worker.progress));
  }

  /** Calls `act` whenever no client has opened or failed for `quietMs`. */
  #onceQuiet(quietMs: number, act: () => void): Timer {
    let settled = -1;
    let movedAtMs = performance.now();
    return setInterval(() => {
      const { open, failed } = this.progress;
      if (open + failed !== settled) movedAtMs = performance.now();
      settled = open + failed;
      if (performance.now() - movedAtMs < quietMs) return;
      movedAtMs = performance.now();
      act();
    }, LOOK_MS);
  }

  /** Opens all clients at `ratePerS` in total; resolves when each has opened, failed or been given up on. */
  async open(ratePerS: number, signal: AbortSignal): Promise<PoolOpened> {
    const { access = OPEN_ACCESS, count, transport = "sse", counting, loads = 1 } = this.#options;
    const { stages } = this.#options;
    const startAtMs = wallMs() + START_DELAY_MS;
    const settle = (reason: string) => this.#tellAll({ kind: "settle", reason });
    const interrupt = () => settle("interrupted");
    const givingUp = this.#onceQuiet(GIVE_UP_MS + 1000 / ratePerS, () =>
      settle(`no answer within ${GIVE_UP_MS / 1000} s`),
    );
    signal.addEventListener("abort", interrupt, { once: true });
    try {
      const reports = await Promise.all(
        this.#workers.map((worker) =>
          worker.open({
            subscriptions: this.#subscriptionsOf(worker),
            access,
            transport,
            startAtMs,
            ratePerS: (ratePerS * worker.count) / count,
            counting,
            loads,
            stages: stages && shareOf(stages, worker.count, count),
          }),
        ),
      );
      return mergeOpened(reports.map(openedOf));
    } finally {
      clearInterval(givingUp);
      signal.removeEventListener("abort", interrupt);
    }
  }

  /**
   * The server is about to lose all connections: their recovery is timed from now. Resolves when every process knows; one
   * that hears of it after the loss would not take it for one.
   */
  async awaitLoss(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.awaitLoss()));
  }

  /** Only events due from `atMs` on, on the machine's clock, are timed; all are accounted for. */
  timeFrom(atMs: number): void {
    this.#tellAll({ kind: "time-from", atMs });
  }

  /** As `timeFrom`, from now on; resolves when every process knows, so that nothing of what follows is discarded. */
  async timeFromNow(): Promise<void> {
    this.timeFrom(wallMs());
    await this.collectTracks([]);
  }

  /** Breaks all connections at once. */
  cut(): void {
    this.#tellAll({ kind: "cut" });
  }

  /** This share of the clients stops reading until `resume`; their latencies do not count. */
  pause(percent: number): void {
    this.#tellAll({ kind: "pause", percent });
  }

  resume(): void {
    this.#tellAll({ kind: "resume" });
  }

  /** Replaces clients, `ratePerS` a second in total. */
  churn(ratePerS: number, durationMs: number): void {
    const share = ratePerS / this.#workers.length;
    this.#tellAll({ kind: "churn", ratePerS: share, durationMs });
  }

  /** Brings `progress` up to date soon, without waiting for the next regular report. */
  askProgress(): void {
    this.#tellAll({ kind: "report" });
  }

  /**
   * The account after events 1 to `sent` were published on the only track; the `uncertain` ones may not have
   * been. Its latencies are those since the last account.
   */
  collect(sent: number, uncertain: readonly number[] = []): Promise<PoolAccount> {
    return this.collectTracks([{ track: 0, sent, uncertain }]);
  }

  /** Like `collect`, for several tracks. */
  async collectTracks(tracks: readonly TrackTotal[]): Promise<PoolAccount> {
    const order: CollectOrder = { kind: "collect", tracks };
    const reports = await Promise.all(this.#workers.map((worker) => worker.collect(order)));
    return mergeAccounts(reports.map(accountOf));
  }

  /** Closes all clients and ends the processes. */
  async stop(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.stop()));
  }

  #subscriptionsOf({ firstIndex, count }: WorkerProcess): readonly Subscription[] {
    const { subscription } = this.#options;
    if (typeof subscription !== "function") return [subscription];
    return Array.from({ length: count }, (_, index) => subscription(firstIndex + index));
  }

  #tellAll(order: Order): void {
    for (const worker of this.#workers) worker.tell(order);
  }
}

/** The progress of several processes, or pools, as one. */
export function sumOfProgress(all: readonly PoolProgress[]): PoolProgress {
  const sum = (name: keyof PoolProgress) => total(all.map((one) => one[name]));
  return {
    open: sum("open"),
    failed: sum("failed"),
    received: sum("received"),
    recovered: sum("recovered"),
  };
}

/** `count` in `parts` that differ by at most one; no part is 0. */
export function split(count: number, parts: number): number[] {
  const used = Math.min(count, parts);
  return Array.from(
    { length: used },
    (_, index) => Math.floor(((index + 1) * count) / used) - Math.floor((index * count) / used),
  );
}

/**
 * A source address has about 28,000 ports to one target, so a large load needs several. A small load leaves
 * the choice to the system: with an explicit address, a connect took over 1 ms at some thousands.
 */
function sourceOf(index: number, { subscription, count }: PoolOptions): string | undefined {
  if (count <= MAX_PER_SOURCE) return undefined;
  // All clients use the same server.
  const { url } = typeof subscription === "function" ? subscription(0) : subscription;
  return hasManySources(new URL(url).hostname) ? `127.0.0.${2 + index}` : undefined;
}
