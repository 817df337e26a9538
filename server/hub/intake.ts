/**
 * Group commit: everything published in one turn of the event loop, or while the log is busy, is one batch. A batch
 * is durable before anyone sees it, and batches never overlap.
 */

import type { Draft, HubEvent } from "#protocol";
import type { Appended, EventLog } from "../log/event-log.ts";
import { draftBytes } from "../log/held-bytes.ts";
import type { HubMeasures } from "./measures.ts";
import { IdCollisionError, IntakeClosedError, IntakeFullError } from "./refusals.ts";

/** An event on its way from acceptance to fan-out. `acceptedAtMs` is on the hub's monotonic clock. */
export interface Accepted {
  readonly acceptedAtMs: number;
  readonly draft: Draft;
  /** A volatile event is never stored, has no id, and cannot be replayed. */
  readonly isVolatile: boolean;
  /** Memory taken by its texts. */
  readonly sizeBytes: number;
}

/** What is fanned out; `event` is absent for a volatile one. */
export interface Committed {
  readonly accepted: Accepted;
  readonly event: HubEvent | undefined;
}

export interface IntakeOptions {
  /** Called once per batch, in order. */
  readonly onBatch: (batch: readonly Committed[]) => void;
  readonly measures: Pick<HubMeasures, "onBatch" | "onAcceptedToDurable">;
  readonly nowMs: () => number;
  /** Publishes are refused while this many, or this many bytes of them, are waiting. */
  readonly maxWaiting: IntakeLimits;
}

export interface IntakeLimits {
  readonly maxCount: number;
  readonly maxBytes: number;
}

const NONE: Appended = { positions: [], collisions: [] };

interface Waiting extends Accepted {
  readonly settle: PromiseWithResolvers<HubEvent> | undefined;
}

export class Intake {
  readonly #log: EventLog;
  readonly #options: IntakeOptions;
  #waiting: Waiting[] = [];
  /** Bytes of the publishes that are waiting or being written. */
  #heldBytes = 0;
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
   * @throws {IdCollisionError} later, when another event has its id
   * @throws {IntakeFullError} when the limits on waiting publishes are reached
   * @throws {IntakeClosedError} when the hub shuts down
   */
  accept(draft: Draft): Promise<HubEvent> {
    if (this.#isClosed) throw new IntakeClosedError("The hub is shutting down");
    const sizeBytes = draftBytes(draft);
    this.#requireRoom(sizeBytes);
    const settle = Promise.withResolvers<HubEvent>();
    const acceptedAtMs = this.#options.nowMs();
    this.#enqueue({ draft, isVolatile: false, acceptedAtMs, sizeBytes, settle });
    return settle.promise;
  }

  /** Fans the event out in order with the others, without storing it. */
  acceptVolatile(draft: Draft): void {
    if (this.#isClosed) return;
    const acceptedAtMs = this.#options.nowMs();
    const sizeBytes = draftBytes(draft);
    this.#enqueue({ draft, isVolatile: true, acceptedAtMs, sizeBytes, settle: undefined });
  }

  /** Accepts nothing more; resolves when nothing is waiting. */
  close(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#isClosed = true;
    this.#onSettled = resolve;
    this.#tellIfSettled();
    return promise;
  }

  /** A single publish is accepted even if it alone exceeds the limit. */
  #requireRoom(sizeBytes: number): void {
    const { maxCount, maxBytes } = this.#options.maxWaiting;
    const count = this.#waiting.length;
    if (count >= maxCount) {
      throw new IntakeFullError(`${count} publishes are already waiting for the log`);
    }
    if (this.#heldBytes > 0 && this.#heldBytes + sizeBytes > maxBytes) {
      throw new IntakeFullError(
        `${this.#heldBytes} bytes of publishes are already waiting for the log`,
      );
    }
  }

  #tellIfSettled(): void {
    if (this.#waiting.length === 0 && !this.#isCommitting) this.#onSettled?.();
  }

  #enqueue(waiting: Waiting): void {
    this.#waiting.push(waiting);
    this.#heldBytes += waiting.sizeBytes;
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
    let appended = NONE;
    let toHand: readonly Waiting[] = batch;
    try {
      if (stored.length > 0) appended = await this.#log.append(stored.map(({ draft }) => draft));
      this.#measure(stored);
    } catch (error) {
      for (const { settle } of stored) settle?.reject(error);
      toHand = batch.filter(({ isVolatile }) => isVolatile);
    }
    for (const { sizeBytes } of batch) this.#heldBytes -= sizeBytes;
    this.#goOn();
    this.#hand(toHand, appended);
  }

  /** The next batch goes to the log at once, to be written while this one is fanned out. */
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

  #hand(batch: readonly Waiting[], { positions, collisions }: Appended): void {
    const colliding = new Set(collisions);
    const committed: Committed[] = [];
    let next = 0;
    for (const waiting of batch) {
      const index = waiting.isVolatile ? -1 : next++;
      const position = positions[index];
      if (position !== undefined && colliding.has(index)) {
        void this.#refuse(waiting, position);
        continue;
      }
      const event = position === undefined ? undefined : this.#eventAt(position, waiting.draft);
      committed.push({ accepted: waiting, event });
      if (event !== undefined) waiting.settle?.resolve(event);
    }
    this.#options.onBatch(committed);
  }

  /** The event at `position` already has this id. */
  async #refuse({ draft, settle }: Waiting, position: number): Promise<void> {
    const [event] = await this.#log.read([position], 1).catch(() => []);
    settle?.reject(new IdCollisionError(draft.id ?? "", event?.topics ?? []));
  }

  #eventAt(position: number, draft: Draft): HubEvent {
    return { ...draft, position, id: draft.id ?? this.#log.idAt(position) };
  }
}
