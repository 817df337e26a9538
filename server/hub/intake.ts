/**
 * Group commit: everything published in one turn of the event loop, or while the log is busy, is one
 * batch. A batch is durable before anyone sees it, and batches never overlap.
 */

import type { Draft, HubEvent } from "#protocol";
import { formatEventId } from "#protocol";
import type { EventLog } from "../log/event-log.ts";
import type { HubMeasures } from "./measures.ts";

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
  readonly measures: Pick<HubMeasures, "onBatch" | "onAcceptedToDurable">;
  readonly nowMs: () => number;
  /** Publishes beyond so many that wait are refused. */
  readonly maxWaiting: number;
}

/** What a batch of volatile events alone waits for, so that it is handed out in its turn. */
const NOTHING: Promise<readonly number[]> = Promise.resolve([]);

interface Waiting extends Accepted {
  readonly settle: PromiseWithResolvers<HubEvent> | undefined;
}

/** The intake refuses a publish because too many wait already; trying again later helps. */
export class IntakeFullError extends Error {
  override readonly name = "IntakeFullError";
}

/** The intake takes nothing any more; another hub may. */
export class IntakeClosedError extends Error {
  override readonly name = "IntakeClosedError";
}

export class Intake {
  readonly #log: EventLog;
  readonly #options: IntakeOptions;
  #waiting: Waiting[] = [];
  #onSettled: (() => void) | undefined;
  #isClosed = false;
  #isCommitting = false;
  #isScheduled = false;

  constructor(log: EventLog, options: IntakeOptions) {
    this.#log = log;
    this.#options = options;
  }

  /**
   * Resolves with the stored event as soon as the log has made it durable.
   * @throws {IntakeFullError} when `maxWaiting` publishes wait already
   * @throws {IntakeClosedError} when the hub shuts down
   */
  accept(draft: Draft): Promise<HubEvent> {
    if (this.#isClosed) throw new IntakeClosedError("The hub is shutting down");
    if (this.#waiting.length >= this.#options.maxWaiting) {
      throw new IntakeFullError(`${this.#waiting.length} publishes wait for the log already`);
    }
    const settle = Promise.withResolvers<HubEvent>();
    this.#enqueue({ draft, isVolatile: false, acceptedAtMs: this.#options.nowMs(), settle });
    return settle.promise;
  }

  /** Fans the event out in its turn, without storing it. */
  acceptVolatile(draft: Draft): void {
    if (this.#isClosed) return;
    const acceptedAtMs = this.#options.nowMs();
    this.#enqueue({ draft, isVolatile: true, acceptedAtMs, settle: undefined });
  }

  /** Takes nothing more; resolves when nothing waits any more. */
  close(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#isClosed = true;
    this.#onSettled = resolve;
    this.#tellIfSettled();
    return promise;
  }

  #tellIfSettled(): void {
    if (this.#waiting.length === 0 && !this.#isCommitting) this.#onSettled?.();
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
    const stored = batch.filter(({ isVolatile }) => !isVolatile);
    let positions: readonly number[] = [];
    let toHand: readonly Waiting[] = batch;
    try {
      const drafts = stored.map(({ draft }) => draft);
      positions = await (drafts.length === 0 ? NOTHING : this.#log.append(drafts));
      this.#measure(stored);
    } catch (error) {
      for (const { settle } of stored) settle?.reject(error);
      toHand = batch.filter(({ isVolatile }) => isVolatile);
    }
    this.#goOn();
    this.#hand(toHand, positions);
  }

  /** The next batch goes to the log at once: it is written while this one is handed out. */
  #goOn(): void {
    this.#isCommitting = false;
    if (this.#waiting.length > 0) void this.#commit();
    else this.#tellIfSettled();
  }

  #measure(stored: readonly Waiting[]): void {
    const { measures, nowMs } = this.#options;
    if (stored.length === 0) return;
    const durableAtMs = nowMs();
    measures.onBatch(stored.length);
    for (const { acceptedAtMs } of stored) measures.onAcceptedToDurable(durableAtMs - acceptedAtMs);
  }

  #hand(batch: readonly Waiting[], positions: readonly number[]): void {
    const committed: Committed[] = [];
    let next = 0;
    for (const waiting of batch) {
      const position = waiting.isVolatile ? undefined : positions[next++];
      const event = position === undefined ? undefined : this.#eventAt(position, waiting.draft);
      committed.push({ accepted: waiting, event });
      if (event !== undefined) waiting.settle?.resolve(event);
    }
    this.#options.onBatch(committed);
  }

  #eventAt(position: number, draft: Draft): HubEvent {
    return { ...draft, position, id: draft.id ?? formatEventId(this.#log.epoch, position) };
  }
}
