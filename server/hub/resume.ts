/** Where a reader with a last event id resumes, and which gap it must be told of. */

import type { Gap, GapReason } from "#protocol";
import { GAP_EVENT_TYPE, isEventId, MAX_EVENT_ID_BYTES, parseEventId } from "#protocol";
import type { ReadableLog } from "../log/event-log.ts";
import type { WireFormat } from "./wire-format.ts";

export interface ResumePoint {
  /** Position of the last event that the reader has, or has missed for good. */
  readonly cursor: number;
  readonly gap: Gap | undefined;
}

/**
 * Finds the position of `lastEventId` up to the head, by index, at any depth. Events removed since then are reported
 * only where a reader that selects them would have got them.
 */
export async function findResumePoint(
  log: ReadableLog,
  head: () => number,
  lastEventId: string,
): Promise<ResumePoint> {
  // Longer than any id ever assigned; truncated, it might be another event's.
  if (!isEventId(lastEventId)) return behindTail(log, shown(lastEventId), "unknown-id");
  const own = parseEventId(lastEventId);
  const position = own?.epoch === log.epoch ? own.position : await log.positionOf(lastEventId);
  if (position === undefined) {
    return behindTail(log, lastEventId, own === undefined ? "unknown-id" : "other-epoch");
  }
  // A log in another thread may be ahead of what has arrived here; its answer comes behind that.
  if (position > head()) await log.positionOf(lastEventId);
  if (position > head()) return behindTail(log, lastEventId, "unknown-id");
  return { cursor: position, gap: undefined };
}

/**
 * The gap event carries the id of the last lost event, so a reader that drops right after it does not get it again.
 */
export function encodeGap(format: WireFormat, gap: Gap): Uint8Array {
  return format.pack(format.event({ id: gap.to, type: GAP_EVENT_TYPE, data: JSON.stringify(gap) }));
}

/** Starts at the oldest event in the log, with a gap. */
function behindTail(log: ReadableLog, from: string, reason: GapReason): ResumePoint {
  const cursor = log.bounds.tail - 1;
  return { cursor, gap: { from, to: log.idAt(cursor), reason } };
}

function shown(id: string): string {
  return id.slice(0, MAX_EVENT_ID_BYTES).toWellFormed();
}
