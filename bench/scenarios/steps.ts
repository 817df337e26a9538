/** What a scenario does to its clients and to the hub while events are published. */

import { BenchError } from "../bench-error.ts";
import type { PoolProgress, WorkerPool } from "../load/clients/pool.ts";
import { total } from "../load/clients/reports.ts";
import { pause, untilReached } from "../load/time.ts";
import type { RestartBy } from "../servers/own-hub.ts";
import { subscribeUrl } from "../servers/target.ts";
import { type Duration, secondsOf } from "../load/duration.ts";
import type { ScenarioContext } from "./scenario.ts";

/** Clients that have not come back after this long are not waited for. */
const GIVE_UP_MS = 30_000;

export class Steps {
  /** How many clients left so that others could come. */
  churned = 0;
  /** While there is no hub, publishes must fail. */
  hasRestarted = false;
  /** How many streams were open when they were cut, or their hub was restarted. */
  cutOff = 0;
  readonly #context: ScenarioContext;
  readonly #pools: readonly WorkerPool[];

  constructor(context: ScenarioContext, pools: readonly WorkerPool[]) {
    this.#context = context;
    this.#pools = pools;
  }

  /** Aborted on Ctrl-C: every wait ends by itself, and so should what else the steps do. */
  get signal(): AbortSignal {
    return this.#context.signal;
  }

  /** The clients as they stand, to a quarter of a second. */
  get progress(): PoolProgress {
    const all = this.#pools.map((pool) => pool.progress);
    const sum = (name: keyof PoolProgress) => total(all.map((one) => one[name]));
    return {
      open: sum("open"),
      failed: sum("failed"),
      received: sum("received"),
      recovered: sum("recovered"),
    };
  }

  /** Where to subscribe to these topics. */
  urlOf(...topics: readonly string[]): string {
    return subscribeUrl(this.#context.target, topics);
  }

  /** Shown until the next. */
  show(line: string): void {
    this.#context.progress.show(line);
  }

  wait(duration: Duration): Promise<void> {
    return pause(secondsOf(duration) * 1000, this.signal);
  }

  /** Breaks every connection at once; the clients come back by themselves. */
  cut(): void {
    this.cutOff = this.progress.open;
    for (const pool of this.#pools) pool.cut();
  }

  /**
   * Restarts the hub, and times when the clients are back.
   * @throws {BenchError} when it is not a hub of the bench's own
   */
  async restart(how: RestartBy = "kill"): Promise<void> {
    const { restart } = this.#context.target;
    if (restart === undefined) {
      throw new BenchError("Only a hub of the bench's own can be restarted, without --url");
    }
    this.cutOff = this.progress.open;
    this.hasRestarted = true;
    for (const pool of this.#pools) pool.awaitLoss();
    await restart(how);
  }

  /** Waits until all that were cut off are back; false when some are not. */
  untilBack(): Promise<boolean> {
    return untilReached(() => this.progress.recovered, this.cutOff, GIVE_UP_MS, this.signal);
  }

  /** So many of a hundred clients stop reading, until `resume`; their latencies do not count. */
  pause(percent: number): void {
    for (const pool of this.#pools) pool.pause(percent);
  }

  resume(): void {
    for (const pool of this.#pools) pool.resume();
  }

  /** Clients leave and others come in their place, so many a second of each group. */
  churn(perSecond: number, duration: Duration): void {
    const seconds = secondsOf(duration);
    this.churned += Math.floor(perSecond * seconds) * this.#pools.length;
    for (const pool of this.#pools) pool.churn(perSecond, seconds * 1000);
  }
}
