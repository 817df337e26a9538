/** `event: gap`: the hub's notice, in-band so that a plain EventSource reads it, of events lost to a reader. */

/** Why the events between two ids cannot be resent. */
export type GapReason =
  /** The hub never gave out this id, or has forgotten it. */
  | "unknown-id"
  /** The id belongs to another log: the hub was restarted without its history. */
  | "other-epoch"
  /** The log no longer retains the events after the id. */
  | "evicted"
  /** The log cannot be read at that place. */
  | "unreadable";

/** The JSON data of a gap event. */
export interface Gap {
  /** The id the reader resumed from. */
  readonly from: string;
  /** The id of the newest event that cannot be resent; reading goes on right after it. */
  readonly to: string;
  readonly reason: GapReason;
}
