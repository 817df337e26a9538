/** The seam between the hub and whatever stores its events: an ordered log that readers walk by position. */

import type { Draft, HubEvent } from "#protocol";

/** The positions that a log still holds: `tail` to `head`, both included; `tail` is `head + 1` when it is empty. */
export interface LogBounds {
  readonly tail: number;
  readonly head: number;
}

export interface EventLog {
  /** What it is, in one word for a person to read: `memory`. */
  readonly kind: string;
  /** Names this log's numbering; a log that starts anew gets another. 1 to 32 characters of `a-z0-9`. */
  readonly epoch: string;
  readonly bounds: LogBounds;

  /**
   * Makes a batch durable, in order, and answers an event for each draft. A draft with an id that the
   * log holds already is not stored again: its answer is the event stored first. Calls do not overlap.
   */
  append(drafts: readonly Draft[]): Promise<readonly HubEvent[]>;

  /** Up to `limit` events after position `after`, oldest first; it starts at the tail when `after` lies before it. */
  read(after: number, limit: number): Promise<readonly HubEvent[]>;

  /** Where the event with an id that a publisher chose stands, while it is retained. */
  positionOf(id: string): Promise<number | undefined>;

  close(): Promise<void>;
}
