/** The interface between the hub and whatever stores its events: an ordered log, read by position and followed. */

import type { Draft, HubEvent } from "#protocol";
import type { Epoch } from "./epochs.ts";

/** The positions that a log holds: `tail` to `head`, inclusive; `tail` is `head + 1` if it is empty. */
export interface LogBounds {
  readonly tail: number;
  readonly head: number;
}

/** How much a log retains: the newest events within all of these limits. */
export interface Retention {
  readonly maxCount: number;
  readonly maxBytes: number;
  readonly maxAgeMs: number;
}

/** What an acknowledged event survives: power loss, a crash of the process, or neither. */
export type Durability = "disk" | "process" | "memory";

/** The log cannot be used at the moment, for example because the disk is full. The message is for the operator. */
export class LogUnavailableError extends Error {
  override readonly name = "LogUnavailableError";
}

/** The outcome of a batch. */
export interface Appended {
  /** Per draft, its event's position: a new one, or that of the existing event with the same id. */
  readonly positions: readonly number[];
  /**
   * Indexes of the drafts that were not stored because another event has their id; `positions` has that event's
   * position.
   */
  readonly collisions: readonly number[];
}

/** An event that is as durable as the log promises, on its way to a follower. */
export interface DurableEvent {
  readonly event: HubEvent;
  /** Memory taken by its texts. */
  readonly sizeBytes: number;
  /** As `append()` was told; `undefined` if another process appended it, or an earlier one. */
  readonly acceptedAtMs: number | undefined;
  /** Its bytes in an event stream, where they have been written already. */
  readonly bytes?: Uint8Array | undefined;
}

/** The events that match some selectors, by position. */
export interface Selected {
  /** Ascending. */
  readonly positions: readonly number[];
  /** Complete up to and including this position. */
  readonly end: number;
  /** The newest selected event that the log has removed, as far as it knows; `undefined` if it removed none. */
  readonly lost: number | undefined;
}

/** A log as it is read and followed. */
export interface ReadableLog {
  /** Its kind, for display: `memory`, `sqlite`. */
  readonly kind: string;
  /** Names the numbering of new events; a log that starts over gets a new one. 1 to 32 characters of `a-z0-9`. */
  readonly epoch: string;
  /** All that it remembers, oldest first. They are the same as long as the log is open. */
  readonly epochs: readonly Epoch[];
  readonly bounds: LogBounds;
  /**
   * Calls `onBatch` with all events after position `after` that the log retains: in order, each once, as soon as they
   * are durable, whoever appended them. Ends when the returned function is called.
   */
  follow(after: number, onBatch: (batch: readonly DurableEvent[]) => void): () => void;
  /**
   * Finds at most `limit` events after position `after` with one of the topics in `selectors` (`*` is every topic).
   * The cost depends on the number of matches, not on the number of other events. An index may return a few false
   * matches.
   * @throws {LogUnavailableError} when the log cannot be read now
   */
  select(after: number, selectors: readonly string[], limit: number): Promise<Selected>;
  /**
   * The events at these ascending positions, in order. It stops once their text exceeds `maxBytes`, and at the first
   * event that the log has removed.
   * @throws {LogUnavailableError} when the log cannot be read now
   * @throws {Error} when the first of them can never be read
   */
  read(positions: readonly number[], maxBytes: number): Promise<readonly HubEvent[]>;
  /** The position of the retained event with this id, whether a publisher or the log chose the id. */
  positionOf(id: string): Promise<number | undefined>;
  /** The log's own id for a position, with the epoch that the position belongs to. */
  idAt(position: number): string;
  /** Whether this log ever had the epoch, as far as it remembers. */
  hasEpoch(name: string): boolean;
}

export interface EventLog extends ReadableLog {
  /**
   * Makes a batch durable, in order. A draft whose id is already in the log is not stored again: it repeats that
   * event if topics and data are the same, and collides with it otherwise. Calls do not overlap. `acceptedAtMs` has
   * the time at which each draft was accepted, for followers.
   * @throws {LogUnavailableError} when none of the batch was stored
   */
  append(drafts: readonly Draft[], acceptedAtMs?: readonly number[]): Promise<Appended>;
  /** How much memory, or room on the disk, it takes now, in bytes; `undefined` if the system does not say. */
  sizeBytes(): number | undefined;
  close(): Promise<void>;
}

/** Whether a draft has the same topics and data as the event with its id: the publisher is repeating it. */
export function isRepeat(
  draft: Pick<Draft, "topics" | "data">,
  stored: Pick<Draft, "topics" | "data">,
): boolean {
  return draft.data === stored.data && topicSet(draft) === topicSet(stored);
}

function topicSet({ topics }: Pick<Draft, "topics">): string {
  return [...new Set(topics)].toSorted().join("\n");
}
