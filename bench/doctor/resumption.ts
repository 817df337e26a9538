/** Cuts a stream on purpose and resumes it, next to one that continues, so that the two can be compared. */

import type { Bell } from "./bell.ts";
import type { Patience, Resumption } from "./observations.ts";
import type { Probe } from "./probe.ts";
import type { Publisher } from "./publishing.ts";
import { type Arrival, arrivalOf, identified } from "./recording.ts";

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
  const { uncut, cut } = order;
  const enough = () => identified(cut).length >= EVENTS_BEFORE;
  if (!(await happens(order, enough, EVENTS_BEFORE))) return unknown(withoutEvents(cut.arrivals));
  const { lastEventId } = cut;
  const before = cut.arrivals.map(({ event }) => event.id);
  cut.cut();
  if (!uncut.arrivals.some(({ event }) => event.id === lastEventId)) {
    return unknown("two connections do not get the same ids, so they cannot be compared");
  }
  const missed = () => arrivalsAfter(uncut.arrivals, lastEventId);
  if (!(await happens(order, () => missed().length >= MISSED_EVENTS, MISSED_EVENTS))) {
    return unknown("no events arrived while the connection was cut");
  }
  const missedEvents = missed().map(({ event }) => event);
  const resumed = order.resume(lastEventId);
  await untilJudged(
    order,
    resumed,
    missedEvents.map(({ id }) => id),
  );
  const after = resumed.arrivals.map(({ event }) => event);
  return { kind: "resumed", lastEventId, before, missed: missedEvents, after };
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
  missedIds: readonly string[],
): Promise<void> {
  const hasAll = () => {
    const ids = new Set(resumed.arrivals.map(({ event }) => event.id));
    return missedIds.every((id) => ids.has(id)) || resumed.end !== undefined;
  };
  await bell.until(() => hasAll() || resumed.head !== undefined, watchMs);
  if (await bell.until(hasAll, patience.eventMs)) return;
  const live = await publisher?.send(uncut);
  const isLive = () =>
    live === undefined ? resumed.arrivals.length > 0 : arrivalOf(resumed, live.mark) !== undefined;
  await bell.until(
    () => hasAll() || isLive(),
    publisher === undefined ? watchMs : patience.eventMs,
  );
  await bell.until(hasAll, patience.eventMs);
}

function arrivalsAfter(arrivals: readonly Arrival[], id: string): readonly Arrival[] {
  const at = arrivals.findLastIndex(({ event }) => event.id === id);
  return arrivals.slice(at + 1).filter(({ event }) => event.id !== "");
}

function isOver(...probes: readonly Probe[]): boolean {
  return probes.some(({ end }) => end !== undefined);
}

function withoutEvents(arrivals: readonly Arrival[]): string {
  return arrivals.length === 0
    ? "no events arrived, so there was nothing to resume from"
    : "the events have no ids of their own, so there was nothing to resume from";
}

function unknown(reason: string): Resumption {
  return { kind: "unknown", reason };
}
