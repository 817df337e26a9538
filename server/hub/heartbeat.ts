/**
 * Keeps idle streams alive. Subscribers are visited in small slices spread over the interval, so that a heartbeat to
 * thousands never delays an event.
 */

import type { Subscriber } from "./subscriber.ts";

const SLICES = 64;
/**
 * A reader of a quiet topic gets a new last event id, without an event, once the head is this many events past the
 * one it knows: it then resumes from there instead of rereading what others received. Rarely, since some clients take
 * it for an empty event.
 */
const TOLD_EVERY_EVENTS = 5_000;

/** Calls `visit` for each member about once every `intervalMs`. Call the returned function to stop. */
export function startHeartbeat<Member>(
  members: ReadonlySet<Member>,
  intervalMs: number,
  visit: (member: Member) => void,
): () => void {
  let round = members.values();
  let due = 0;
  const timer = setInterval(() => {
    for (due += members.size / SLICES; due >= 1; due--) {
      const next = round.next();
      if (next.done) {
        round = members.values();
        break;
      }
      visit(next.value);
    }
  }, intervalMs / SLICES);
  return () => clearInterval(timer);
}

/** Sends a live stream its heartbeat; a full one needs none. Returns false if its sink accepts nothing more. */
export function beat(
  subscriber: Subscriber,
  head: number,
  idAt: (position: number) => string,
): boolean {
  const { format } = subscriber.audience;
  const { desiredSize } = subscriber.sink;
  if (subscriber.state !== "live" || desiredSize === null || desiredSize < 0) return true;
  const isTold = isToBeTold(subscriber, head);
  const bytes = isTold ? format.pack(format.id(idAt(head))) : format.heartbeat;
  if (bytes === undefined) return true;
  try {
    subscriber.write(bytes);
  } catch {
    return false;
  }
  if (isTold) subscriber.toldPosition = head;
  return true;
}

/** Whether it has everything up to the head, and does not know how far that is. */
function isToBeTold({ toldPosition, audience }: Subscriber, head: number): boolean {
  if (!audience.isIdle) return false;
  const known = Math.max(toldPosition, audience.latestPosition);
  return head - known >= TOLD_EVERY_EVENTS;
}
