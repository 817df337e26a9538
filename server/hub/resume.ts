/** Where a reader that names its last event id goes on, and what the hub must tell it is lost. */

import type { Gap, GapReason } from "#protocol";
import { formatEventId, GAP_EVENT_TYPE, parseEventId } from "#protocol";
import type { EventLog } from "../log/event-log.ts";
import type { WireFormat } from "./wire-format.ts";

export interface ResumePoint {
  /** Position of the last event that the reader has or has lost. */
  readonly cursor: number;
  readonly gap: Gap | undefined;
}

/** Finds the place of `lastEventId` among the events up to `head`, by index, at any depth. */
export async function findResumePoint(
  log: EventLog,
  head: number,
  lastEventId: string,
): Promise<ResumePoint> {
  const own = parseEventId(lastEventId);
  const position = own?.epoch === log.epoch ? own.position : await log.positionOf(lastEventId);
  if (position === undefined) {
    return behindTail(log, lastEventId, own === undefined ? "unknown-id" : "other-epoch");
  }
  if (position > head) return behindTail(log, lastEventId, "unknown-id");
  if (position < log.bounds.tail - 1) return behindTail(log, lastEventId, "evicted");
  return { cursor: position, gap: undefined };
}

/** Starts at the oldest event that the log still holds, and says so. */
export function behindTail(log: EventLog, from: string, reason: GapReason): ResumePoint {
  const cursor = log.bounds.tail - 1;
  return { cursor, gap: { from, to: formatEventId(log.epoch, cursor), reason } };
}

/** The notice carries the id of the last lost event: a reader that drops right after it is not told twice. */
export function encodeGap(format: WireFormat, gap: Gap): Uint8Array {
  return format.pack(format.event({ id: gap.to, type: GAP_EVENT_TYPE, data: JSON.stringify(gap) }));
}
