/**
 * Group commit: everything published in one turn of the event loop, or while the log is busy, is one batch, and batches
 * never overlap. It only waits for the log's word: who follows the log fans the events out.
 */

import type { Draft, HubEvent } from "#protocol";
import type { Appended, EventLog } from "./event-log.ts";
import { draftBytes } from "./held-bytes.ts";

/** A publisher chose the id of another event: treated as a repeat, this event would be lost silently. */
export class IdCollisionError extends Error {
  override readonly name = "IdCollisionError";

  /** `topics` are those of the event that already has the id. */
  static of(id: string, topics: readonly string[]): IdCollisionError {
    const which =
      topics.length === 0 ? "" : ` (topic ${topics.map((topic) => `'${topic}'`).join(", ")})`;
    return new IdCollisionError(
      `Cannot publish with id '${id}': another event${which} has it; an id repeats only with the same topics and data`,
    );
  }
}

/** Too many publishes are waiting; trying again later helps. */
export class IntakeFullError extends Error {
  override readonly name = "IntakeFullError";
}

/** The hub accepts no more publishes; its successor may. */
export class IntakeClosedError extends Error {
  override readonly name = "IntakeClosedError";
}

export interface IntakeOptions {
  /** A publisher repeated an event that is in the log already. */
  readonly onRepeated: () => void;
  /** So many publishes were refused because the log could not store them. */
  readonly onUnstored: (publishes: number) => void;
  readonly nowMs: () => number;
  /** Publishes are refused while this many, or this many bytes of them, are waiting. */
  readonly maxWaiting: IntakeLimits;
}

export interface IntakeLimits {
  readonly maxCount: number;
  readonly maxBytes: number;
}

/** A publish that waits to be durable. */
interface Waiting {
  readonly acceptedAtMs: number;
  readonly draft: Draft;
  /** Memory taken by its texts. */
  readonly sizeBytes: number;
  readonly settle: PromiseWithResolvers<HubEvent>;
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
  /** Position of the newest event that was acknowledged. */
  #newest: number;

  constructor(log: EventLog, options: IntakeOptions) {
    this.#log = log;
    this.#options = options;
    this.#newest = log.bounds.head;
  }

  /**
   * Resolves with the stored event as soon as the log has made it durable. `acceptedAtMs` is now, unless the draft has
   * been on its way since.
   * @throws {IdCollisionError} later, when another event has its id
   * @throws {IntakeFullError} when the limits on waiting publishes are reached
   * @throws {IntakeClosedError} when the hub shuts down
   */
  accept(draft: Draft, acceptedAtMs = this.#options.nowMs()): Promise<HubEvent> {
    if (this.#isClosed) throw new IntakeClosedError("The hub is shutting down");
    const sizeBytes = draftBytes(draft);
    this.#requireRoom(sizeBytes);
    const settle = Promise.withResolvers<HubEvent>();
    this.#enqueue({ draft, acceptedAtMs, sizeBytes, settle });
    return settle.promise;
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
    const drafts = batch.map(({ draft }) => draft);
    const acceptedAtMs = batch.map((waiting) => waiting.acceptedAtMs);
    try {
      const appended = await this.#log.append(drafts, acceptedAtMs);
      this.#goOn(batch);
      this.#acknowledge(batch, appended);
    } catch (error) {
      for (const { settle } of batch) settle.reject(error);
      this.#options.onUnstored(batch.length);
      this.#goOn(batch);
    }
  }

  /** The next batch goes to the log at once. */
  #goOn(batch: readonly Waiting[]): void {
    for (const { sizeBytes } of batch) this.#heldBytes -= sizeBytes;
    this.#isCommitting = false;
    if (this.#waiting.length > 0) void this.#commit();
    else this.#tellIfSettled();
  }

  #acknowledge(batch: readonly Waiting[], { positions, collisions }: Appended): void {
    const colliding = new Set(collisions);
    for (const [index, waiting] of batch.entries()) {
      const position = positions[index];
      if (position === undefined) continue;
      if (colliding.has(index)) void this.#refuse(waiting, position);
      else waiting.settle.resolve(this.#eventAt(position, waiting.draft));
    }
  }

  /** The event at `position` already has this id. */
  async #refuse({ draft, settle }: Waiting, position: number): Promise<void> {
    const [event] = await this.#log.read([position], 1).catch(() => []);
    settle.reject(IdCollisionError.of(draft.id ?? "", event?.topics ?? []));
  }

  #eventAt(position: number, draft: Draft): HubEvent {
    if (position <= this.#newest) this.#options.onRepeated();
    else this.#newest = position;
    return { ...draft, position, id: draft.id ?? this.#log.idAt(position) };
  }
}
