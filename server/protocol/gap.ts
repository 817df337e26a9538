/** `event: gap` tells a reader, in-band so that a plain EventSource can read it, that it has missed events. */

/** Why the events between two ids cannot be replayed. */
export type GapReason =
  /** The hub never assigned this id, or has forgotten it. */
  | "unknown-id"
  /** The id belongs to another log: the hub was restarted without its history. */
  | "other-epoch"
  /** The log no longer retains the events after the id. */
  | "evicted"
  /** The log cannot be read at that position. */
  | "unreadable";

/** The JSON data of a gap event. */
export interface Gap {
  /** The id the reader resumed from. */
  readonly from: string;
  /** The id of the newest event that cannot be replayed; the stream continues right after it. */
  readonly to: string;
  readonly reason: GapReason;
}
