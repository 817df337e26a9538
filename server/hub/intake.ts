/**
 * Group commit: everything published in one turn of the event loop, or while the log is busy, is one
 * batch. A batch is durable before anyone sees it, and batches never overlap.
 */

import type { Draft, HubEvent } from "#protocol";
import type { EventLog } from "../log/event-log.ts";

/** An event on its way from acceptance to fan-out. `acceptedAtMs` is on the hub's monotonic clock. */
export interface Accepted {
  readonly acceptedAtMs: number;
  readonly draft: Draft;
  /** A volatile event is never stored, has no id, and cannot be replayed. */
  readonly isVolatile: boolean;
}

/** What fans out: `event` is absent for a volatile one. */
export interface Committed {
  readonly accepted: Accepted;
  readonly event: HubEvent | undefined;
}

export interface IntakeOptions {
  /** Called once for each batch, in order, with all of it. */
  readonly onBatch: (batch: readonly Committed[]) => void;
  readonly nowMs: () => number;
  /** Publishes beyond so many that wait are refused. */
  readonly maxWaiting: number;
}

interface Waiting extends Accepted {
  readonly settle: PromiseWithResolvers<HubEvent> | undefined;
}

/** The intake refuses a publish because too many wait already; trying again later helps. */
export class IntakeFullError extends Error {
  override readonly name = "IntakeFullError";
}

export class Intake {
  readonly #log: EventLog;
  readonly #options: IntakeOptions;
  #waiting: Waiting[] = [];
  #isCommitting = false;
  #isScheduled = false;

  constructor(log: EventLog, options: IntakeOptions) {
    this.#log = log;
    this.#options = options;
  }

  /**
   * Resolves with the stored event as soon as the log has made it durable.
   * @throws {IntakeFullError} when `maxWaiting` publishes wait already
   */
  accept(draft: Draft): Promise<HubEvent> {
    if (this.#waiting.length >= this.#options.maxWaiting) {
      throw new IntakeFullError(`${this.#waiting.length} publishes wait for the log already`);
    }
    const settle = Promise.withResolvers<HubEvent>();
    this.#enqueue({ draft, isVolatile: false, acceptedAtMs: this.#options.nowMs(), settle });
    return settle.promise;
  }

  /** Fans the event out in its turn, without storing it. */
  acceptVolatile(draft: Draft): void {
    const acceptedAtMs = this.#options.nowMs();
    this.#enqueue({ draft, isVolatile: true, acceptedAtMs, settle: undefined });
  }

  #enqueue(waiting: Waiting): void {
    this.#waiting.push(waiting);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled || this.#isCommitting || this.#waiting.length === 0) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      void this.#commit();
    });
  }

  async #commit(): Promise<void> {
    const batch = this.#waiting;
    this.#waiting = [];
    this.#isCommitting = true;
    try {
      const toStore = batch.filter((waiting) => !waiting.isVolatile);
      const events = toStore.length === 0 ? [] : await this.#log.append(toStore.map(draftOf));
      this.#hand(batch, events);
    } catch (error) {
      for (const { settle } of batch) settle?.reject(error);
      this.#hand(
        batch.filter((waiting) => waiting.isVolatile),
        [],
      );
    } finally {
      this.#isCommitting = false;
      this.#schedule();
    }
  }

  #hand(batch: readonly Waiting[], events: readonly HubEvent[]): void {
    const committed: Committed[] = [];
    let next = 0;
    for (const waiting of batch) {
      const event = waiting.isVolatile ? undefined : events[next++];
      committed.push({ accepted: waiting, event });
      if (event !== undefined) waiting.settle?.resolve(event);
    }
    this.#options.onBatch(committed);
  }
}

function draftOf(waiting: Waiting): Draft {
  return waiting.draft;
}
