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

/** The log cannot be used now: the disk is full, say. What is said of it is for a person to read. */
export class LogUnavailableError extends Error {
  override readonly name = "LogUnavailableError";
}

/** What became of a batch. */
export interface Appended {
  /** For each draft where its event stands: a new position, or the old one of an event with its id. */
  readonly positions: readonly number[];
  /** Indexes of the drafts that are not stored, because another event has their id: its position is theirs. */
  readonly collisions: readonly number[];
}

/** Which events somebody selects, by position. */
export interface Selected {
  /** Ascending. */
  readonly positions: readonly number[];
  /** No event up to and with this position is selected that is not among them. */
  readonly end: number;
  /** The newest selected event that the log has let go, as far as it knows; `undefined` when it let go none. */
  readonly lost: number | undefined;
}

export interface EventLog {
  /** What it is, in one word for a person to read: `memory`, `sqlite`. */
  readonly kind: string;
  /** Names the numbering of new events; a log that starts anew gets another. 1 to 32 characters of `a-z0-9`. */
  readonly epoch: string;
  readonly bounds: LogBounds;
  /**
   * Makes a batch durable, in order. A draft whose id the log holds already is not stored again: it repeats
   * that event when topics and data are the same, and collides with it otherwise. Calls do not overlap.
   * @throws {LogUnavailableError} when nothing of the batch was stored
   */
  append(drafts: readonly Draft[]): Promise<Appended>;
  /**
   * Finds the events after position `after` with one of the topics in `selectors` (`*` is every topic): at
   * most `limit`, at a cost that depends on how many there are and not on how many others there are. An
   * index may answer a few too many.
   * @throws {LogUnavailableError} when the log cannot be read now
   */
  select(after: number, selectors: readonly string[], limit: number): Promise<Selected>;
  /**
   * The events at these ascending positions, in order, and no more once their text exceeds `maxBytes`. It
   * stops at the first that the log has let go.
   * @throws {LogUnavailableError} when the log cannot be read now
   * @throws {Error} when the first of them cannot be read, now or later
   */
  read(positions: readonly number[], maxBytes: number): Promise<readonly HubEvent[]>;
  /** Where the event with this id stands, whether a publisher or the log itself chose it, while it is retained. */
  positionOf(id: string): Promise<number | undefined>;
  /** The log's own id for a position, under the epoch that the position belongs to. */
  idAt(position: number): string;
  /** True for an epoch that this log ever had, as far as it remembers. */
  hasEpoch(name: string): boolean;
  close(): Promise<void>;
}

/** True when a draft says the same as the event that has its id: a publisher sends it again. */
export function isRepeat(
  draft: Pick<Draft, "topics" | "data">,
  stored: Pick<Draft, "topics" | "data">,
): boolean {
  return draft.data === stored.data && topicSet(draft) === topicSet(stored);
}

function topicSet({ topics }: Pick<Draft, "topics">): string {
  return [...new Set(topics)].toSorted().join("\n");
}
