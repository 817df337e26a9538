/** The seam between the hub and whatever stores its events: an ordered log that readers walk by position. */

import type { Draft, HubEvent } from "#protocol";

/** The positions that a log still holds: `tail` to `head`, both included; `tail` is `head + 1` when it is empty. */
export interface LogBounds {
  readonly tail: number;
  readonly head: number;
}

/** How much a log retains: the newest events that keep within all of these. */
export interface Retention {
  readonly maxCount: number;
  readonly maxBytes: number;
  readonly maxAgeMs: number;
}

/** What an acknowledged event survives: the loss of power, the death of the process, or neither. */
export type Durability = "disk" | "process" | "memory";

/** The log cannot take events now: the disk is full, say. What is said of it is for a person to read. */
export class LogUnavailableError extends Error {
  override readonly name = "LogUnavailableError";
}

export interface EventLog {
  /** What it is, in one word for a person to read: `memory`, `sqlite`. */
  readonly kind: string;
  /** Names the numbering of new events; a log that starts anew gets another. 1 to 32 characters of `a-z0-9`. */
  readonly epoch: string;
  readonly bounds: LogBounds;
  /**
   * Makes a batch durable, in order, and answers a position for each draft. A draft with an id that
   * the log holds already is not stored again: its answer is where that id stands. Calls do not overlap.
   * @throws {LogUnavailableError} when nothing of the batch was stored
   */
  append(drafts: readonly Draft[]): Promise<readonly number[]>;
  /**
   * The events after position `after`, oldest first, without holes: at most `limit`, and no more once
   * their text exceeds `maxBytes`. It starts at the tail when `after` lies before it.
   */
  read(after: number, limit: number, maxBytes: number): Promise<readonly HubEvent[]>;
  /** Where the event with this id stands, whether a publisher or the log itself chose it, while it is retained. */
  positionOf(id: string): Promise<number | undefined>;
  close(): Promise<void>;
}
