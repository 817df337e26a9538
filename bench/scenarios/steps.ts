/** What a scenario does to its clients and to the hub while events are published. */

import { BenchError } from "../bench-error.ts";
import { type PoolProgress, sumOfProgress, type WorkerPool } from "../load/clients/pool.ts";
import { pause, untilReached } from "../load/time.ts";
import type { RestartBy } from "../servers/own-hub.ts";
import { subscribeUrl } from "../servers/target.ts";
import { type Duration, secondsOf } from "../load/duration.ts";
import type { ScenarioContext } from "./scenario.ts";

/** Stops waiting for clients that have not come back after this long. */
const GIVE_UP_MS = 30_000;

export class Steps {
  /** How many clients were replaced. */
  churned = 0;
  /** While the hub restarts, publishes must fail. */
  hasRestarted = false;
  /** How many streams were open when they were cut, or when their hub was restarted. */
  cutOff = 0;
  readonly #context: ScenarioContext;
  readonly #pools: readonly WorkerPool[];

  constructor(context: ScenarioContext, pools: readonly WorkerPool[]) {
    this.#context = context;
    this.#pools = pools;
  }

  /** Aborted on Ctrl-C: every wait here ends by itself, and so should anything else the steps do. */
  get signal(): AbortSignal {
    return this.#context.signal;
  }

  /** The clients' progress, up to a quarter of a second old. */
  get progress(): PoolProgress {
    return sumOfProgress(this.#pools.map((pool) => pool.progress));
  }

  /** The address to subscribe to these topics. */
  urlOf(...topics: readonly string[]): string {
    return subscribeUrl(this.#context.target, topics);
  }

  /** Shows a line until the next one. */
  show(line: string): void {
    this.#context.progress.show(line);
  }

  wait(duration: Duration): Promise<void> {
    return pause(secondsOf(duration) * 1000, this.signal);
  }

  /** Breaks all connections at once; the clients reconnect by themselves. */
  cut(): void {
    this.cutOff = this.progress.open;
    for (const pool of this.#pools) pool.cut();
  }

  /**
   * Restarts the hub, and times how long the clients take to come back.
   * @throws {BenchError} if the bench did not start the hub
   */
  async restart(how: RestartBy = "kill"): Promise<void> {
    const { restart } = this.#context.target;
    if (restart === undefined) {
      throw new BenchError(
        "Only a hub that the bench starts can be restarted: run it without --url",
      );
    }
    this.cutOff = this.progress.open;
    this.hasRestarted = true;
    await Promise.all(this.#pools.map((pool) => pool.awaitLoss()));
    await restart(how);
  }

  /** Waits until all clients that were cut off are back; false if some are not. */
  untilBack(): Promise<boolean> {
    return untilReached(() => this.progress.recovered, this.cutOff, GIVE_UP_MS, this.signal);
  }

  /** This share of the clients stops reading until `resume`; their latencies do not count. */
  pause(percent: number): void {
    for (const pool of this.#pools) pool.pause(percent);
  }

  resume(): void {
    for (const pool of this.#pools) pool.resume();
  }

  /** Replaces this many clients per second in each group. */
  churn(perSecond: number, duration: Duration): void {
    const seconds = secondsOf(duration);
    this.churned += Math.floor(perSecond * seconds) * this.#pools.length;
    for (const pool of this.#pools) pool.churn(perSecond, seconds * 1000);
  }
}
