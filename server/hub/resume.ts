/** Where a reader that names its last event id goes on, and what the hub must tell it is lost. */

import type { Gap, GapReason } from "#protocol";
import { GAP_EVENT_TYPE, isEventId, MAX_EVENT_ID_BYTES, parseEventId } from "#protocol";
import type { EventLog } from "../log/event-log.ts";
import type { WireFormat } from "./wire-format.ts";

export interface ResumePoint {
  /** Position of the last event that the reader has or has lost. */
  readonly cursor: number;
  readonly gap: Gap | undefined;
}

/**
 * Finds the place of `lastEventId` among the events up to `head`, by index, at any depth. What the log has let go
 * of since is told where it is missed, and only to readers that select it.
 */
export async function findResumePoint(
  log: EventLog,
  head: number,
  lastEventId: string,
): Promise<ResumePoint> {
  // Longer than any id that was ever given out: cut, it might be another's.
  if (!isEventId(lastEventId)) return behindTail(log, shown(lastEventId), "unknown-id");
  const own = parseEventId(lastEventId);
  const position = own?.epoch === log.epoch ? own.position : await log.positionOf(lastEventId);
  if (position === undefined) {
    return behindTail(log, lastEventId, own === undefined ? "unknown-id" : "other-epoch");
  }
  if (position > head) return behindTail(log, lastEventId, "unknown-id");
  return { cursor: position, gap: undefined };
}

/** The notice carries the id of the last lost event: a reader that drops right after it is not told twice. */
export function encodeGap(format: WireFormat, gap: Gap): Uint8Array {
  return format.pack(format.event({ id: gap.to, type: GAP_EVENT_TYPE, data: JSON.stringify(gap) }));
}

/** Starts at the oldest event that the log still holds, and says so. */
function behindTail(log: EventLog, from: string, reason: GapReason): ResumePoint {
  const cursor = log.bounds.tail - 1;
  return { cursor, gap: { from, to: log.idAt(cursor), reason } };
}

function shown(id: string): string {
  return id.slice(0, MAX_EVENT_ID_BYTES).toWellFormed();
}
