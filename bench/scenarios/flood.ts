/**
 * Fills what lies between a hub and readers that have stopped: the system's own buffers take about 4 MB
 * for each, and only then is a reader stalled for the hub.
 */

import { publishTaken } from "../load/publish/publisher.ts";
import { countedLoop, type Schedule } from "../load/publish/schedule.ts";
import type { Target } from "../servers/target.ts";
import { pause } from "../load/time.ts";

const EVENT_BYTES = 50_000;
/** The hub is asked after so many. */
const LOOK_EVERY = 5;
/** Readers that take more than 20 MB, or this long, are no stalled ones. */
const MOST_EVENTS = 400;
const LONGEST_MS = 25_000;
/** As many fill the buffers as they are by default. */
const USUAL_EVENTS = 100;
/** Who is behind for so long is not only waiting for its turn. */
const SETTLE_MS = 1_000;

export interface Flood {
  readonly events: number;
  /** Data of all of them, which each reader is sent. */
  readonly bytes: number;
  /** Readers that were stalled in the end. */
  readonly stalled: number;
}

/** Publishes large events to `topic`, one after the other, until `readers` streams are full. */
export async function flood(
  target: Target,
  topic: string,
  readers: number,
  signal: AbortSignal,
): Promise<Flood> {
  const endMs = performance.now() + LONGEST_MS;
  let stalled = 0;
  const isEnough = async (published: number) => {
    if (published % LOOK_EVERY === 0) stalled = await countStalled(target, readers, signal);
    return stalled >= readers || performance.now() > endMs;
  };
  const events = await publishLarge(
    target,
    topic,
    countedLoop(MOST_EVENTS, isEnough, signal),
    signal,
  );
  return { events, bytes: events * EVENT_BYTES, stalled };
}

/** As many as usual, which nobody gets: what the hub itself needs for such events it has from then on. */
export async function floodNobody(
  target: Target,
  topic: string,
  signal: AbortSignal,
): Promise<void> {
  const schedule = countedLoop(USUAL_EVENTS, () => false, signal);
  await publishLarge(target, topic, schedule, signal);
}

/** Answers how many. */
function publishLarge(
  target: Target,
  topic: string,
  schedule: Schedule,
  signal: AbortSignal,
): Promise<number> {
  const body = JSON.stringify({ topic, data: ".".repeat(EVENT_BYTES) });
  const address = { url: target.eventsUrl, ...target.access };
  return publishTaken({ address, bodyOf: () => body, lanes: 1, schedule, signal });
}

/** Those behind now; where that is all of them, those that still are a little later. */
async function countStalled(target: Target, readers: number, signal: AbortSignal): Promise<number> {
  const lagging = await laggingOf(target);
  if (lagging < readers) return lagging;
  await pause(SETTLE_MS, signal);
  return laggingOf(target);
}

/** A hub that gives no account of itself is flooded for as long as that takes. */
async function laggingOf(target: Target): Promise<number> {
  return (await target.readStats())?.lagging ?? 0;
}
