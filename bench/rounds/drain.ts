/** When all that was published has come: known to a few milliseconds, since the end of a slice is timed by it. */

import { watchUntil } from "../load/time.ts";
import type { WorkerPool } from "../load/clients/pool.ts";

const LOOK_MS = 3;
/** What has not come when nothing came for so long is taken for lost; the account says whether it was. */
const QUIET_MS = 2_000;

export type Deliveries = Pick<WorkerPool, "progress" | "askProgress">;

/** Of one server's clients, from slice to slice: what is once taken for lost is not waited for again. */
export class Drain {
  #missing = 0;
  readonly #pool: Deliveries;
  readonly #signal: AbortSignal;
  readonly #quietMs: number;

  constructor(pool: Deliveries, signal: AbortSignal, quietMs = QUIET_MS) {
    this.#pool = pool;
    this.#signal = signal;
    this.#quietMs = quietMs;
  }

  /**
   * Resolves once this many deliveries have arrived since the start, or none arrive any more, or the run is
   * interrupted. Answers when the last one arrived, on the clock of `performance.now()`.
   */
  async until(deliveries: number): Promise<number> {
    const patience = {
      quietMs: this.#quietMs,
      interruptedQuietMs: 0,
      lookMs: LOOK_MS,
      ask: () => this.#pool.askProgress(),
    };
    const wanted = deliveries - this.#missing;
    const received = () => this.#pool.progress.received;
    const { isReached, movedAtMs } = await watchUntil(received, wanted, patience, this.#signal);
    if (!isReached && !this.#signal.aborted) this.#missing = deliveries - received();
    return movedAtMs;
  }
}
