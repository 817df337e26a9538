/** When everything published has arrived, to within a few milliseconds: it marks the end of a slice. */

import { watchUntil } from "../load/time.ts";
import type { WorkerPool } from "../load/clients/pool.ts";

const LOOK_MS = 3;
/** Deliveries are taken for lost after none has arrived for this long; the account shows whether they were. */
const QUIET_MS = 2_000;

export type Deliveries = Pick<WorkerPool, "progress" | "askProgress">;

/** For one server's clients, across slices: deliveries once taken for lost are not waited for again. */
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
   * Resolves once this many deliveries have arrived since the start, no more arrive, or the run is interrupted.
   * Returns when the last one arrived, on the clock of `performance.now()`.
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
