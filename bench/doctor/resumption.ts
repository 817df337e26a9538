/** Cuts a stream on purpose and resumes it, next to one that continues, so that the two can be compared. */

import type { StreamEvent } from "../client/index.ts";
import type { Bell } from "./bell.ts";
import type { Patience, Resumption } from "./observations.ts";
import type { Probe } from "./probe.ts";
import type { Publisher } from "./publishing.ts";
import { type Arrival, arrivalOf, identified, keyOf, type Recording } from "./recording.ts";

export interface ResumptionOrder {
  /** The stream that continues. */
  readonly uncut: Probe;
  /** The stream to cut. */
  readonly cut: Probe;
  readonly resume: (lastEventId: string) => Probe;
  /** `undefined` if there are only the stream's own events. */
  readonly publisher: Publisher | undefined;
  readonly bell: Bell;
  readonly patience: Patience;
  /** How long to wait for the stream's own events, in ms. */
  readonly watchMs: number;
}

/** Events that the uncut stream gets while the other is away. */
const MISSED_EVENTS = 2;
/** Events that the stream must have received before it is cut. */
const EVENTS_BEFORE = 2;

export async function tryResuming(order: ResumptionOrder): Promise<Resumption> {
  const { uncut, cut, bell, patience } = order;
  const enough = () => hasIdentified(cut.arrivals, EVENTS_BEFORE);
  if (!(await happens(order, enough, EVENTS_BEFORE))) return unknown(withoutEvents(cut));
  cut.cut();
  const before = identified(cut.arrivals).map(({ event }) => event);
  const last = before.at(-1);
  if (last === undefined || last.id !== cut.lastEventId) return unknown(withoutEvents(cut));
  const isSame = await bell.until(() => lastIndexOf(uncut, last) !== -1, patience.eventMs);
  if (!isSame || isContradicted(before, uncut)) {
    return unknown("two connections do not get the same events with the same ids");
  }
  const missed = () => arrivalsAfter(uncut, last);
  if (!(await happens(order, () => missed().length >= MISSED_EVENTS, MISSED_EVENTS))) {
    return unknown("no events arrived while the connection was cut");
  }
  const missedEvents = missed();
  const resumed = order.resume(last.id);
  await untilJudged(order, resumed, missedEvents.map(keyOf));
  const after = identified(resumed.arrivals).map(({ event }) => event);
  if (resumed.droppedArrivals > 0) return unknown("events arrive too fast to compare them all");
  const isLive = resumed.arrivals.length > 0;
  return { kind: "resumed", lastEventId: last.id, before, missed: missedEvents, after, isLive };
}

/** Publishes until `claim` holds, or waits for the stream's own events. */
async function happens(
  { publisher, uncut, cut, bell, patience, watchMs }: ResumptionOrder,
  claim: () => boolean,
  events: number,
): Promise<boolean> {
  if (publisher === undefined)
    return bell.until(() => claim() || isOver(uncut, cut), watchMs).then(claim);
  for (let sent = 0; sent < events && !claim(); sent++) await publisher.send(uncut);
  return bell.until(claim, patience.eventMs);
}

/** Waits for everything missed, or for a later event and then as long as the rest may take. */
async function untilJudged(
  { publisher, uncut, bell, patience, watchMs }: ResumptionOrder,
  resumed: Probe,
  missedKeys: readonly string[],
): Promise<void> {
  const hasAll = untilAll(resumed, missedKeys);
  await bell.until(() => hasAll() || resumed.head !== undefined, watchMs);
  if (await bell.until(hasAll, patience.eventMs)) return;
  const live = await publisher?.send(uncut);
  const isLive = () =>
    live === undefined
      ? resumed.arrivals.length > 0
      : arrivalOf(resumed, live.mark, live.sentAtMs) !== undefined;
  await bell.until(
    () => hasAll() || isLive(),
    publisher === undefined ? watchMs : patience.eventMs,
  );
  await bell.until(hasAll, patience.eventMs);
}

/** Whether all have come, or none can come any more; it looks at each arrival once. */
function untilAll(resumed: Probe, keys: readonly string[]): () => boolean {
  const pending = new Set(keys);
  let seen = 0;
  return () => {
    for (const { event } of resumed.arrivals.slice(seen - resumed.droppedArrivals)) {
      pending.delete(keyOf(event));
    }
    seen = resumed.droppedArrivals + resumed.arrivals.length;
    return pending.size === 0 || resumed.end !== undefined || resumed.droppedArrivals > 0;
  };
}

/** Whether at least `count` events have an id of their own; it looks no further than it must. */
function hasIdentified(arrivals: readonly Arrival[], count: number): boolean {
  let seen = 0;
  for (const [index, { event }] of arrivals.entries()) {
    if (event.id !== "" && event.id !== arrivals[index - 1]?.event.id) seen += 1;
    if (seen === count) return true;
  }
  return false;
}

/** Whether the other connection got one of these ids with another event. */
function isContradicted(events: readonly StreamEvent[], { arrivals }: Recording): boolean {
  const keys = new Map(identified(arrivals).map(({ event }) => [event.id, keyOf(event)]));
  return events.some((event) => (keys.get(event.id) ?? keyOf(event)) !== keyOf(event));
}

function lastIndexOf({ arrivals }: Recording, wanted: StreamEvent): number {
  const key = keyOf(wanted);
  return arrivals.findLastIndex(({ event }) => event.id === wanted.id && keyOf(event) === key);
}

function arrivalsAfter(recording: Recording, event: StreamEvent): StreamEvent[] {
  const at = lastIndexOf(recording, event);
  // Starts with the event itself, whose id those without one inherit.
  const arrivals = at === -1 ? [] : recording.arrivals.slice(at);
  return identified(arrivals)
    .slice(1)
    .map(({ event: later }) => later);
}

function isOver(...probes: readonly Probe[]): boolean {
  return probes.some(({ end }) => end !== undefined);
}

function withoutEvents({ arrivals, undecodable }: Recording): string {
  if (undecodable !== undefined) return `the stream cannot be read: ${undecodable}`;
  return arrivals.length === 0
    ? "no events arrived, so there was nothing to resume from"
    : "the events have no ids of their own, so there was nothing to resume from";
}

function unknown(reason: string): Resumption {
  return { kind: "unknown", reason };
}
