/**
 * Fills the buffers between a hub and readers that have stopped: the operating system buffers about 4 MB for each,
 * and the hub only sees a reader stall after that.
 */

import { publishTaken } from "../load/publish/publisher.ts";
import { countedLoop, type Schedule } from "../load/publish/schedule.ts";
import type { Target } from "../servers/target.ts";
import { pause } from "../load/time.ts";

const EVENT_BYTES = 50_000;
/** How many events to publish between two looks at the hub. */
const LOOK_EVERY = 5;
/** Readers that take more than 20 MB, or longer than this, are not stalled. */
const MOST_EVENTS = 400;
const LONGEST_MS = 25_000;
/** Enough to fill the buffers at their default size. */
const USUAL_EVENTS = 100;
/** A reader that is still behind after this long is stalled, and not just waiting for its turn. */
const SETTLE_MS = 1_000;

export interface Flood {
  readonly events: number;
  /** Total size of their data, all of which is sent to each reader. */
  readonly bytes: number;
  /** Readers that were stalled at the end. */
  readonly stalled: number;
}

/** Publishes large events to `topic`, one after another, until `readers` streams are full. */
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

/** Publishes the usual number of large events to nobody, so that the hub has already allocated what it needs for them. */
export async function floodNobody(
  target: Target,
  topic: string,
  signal: AbortSignal,
): Promise<void> {
  const schedule = countedLoop(USUAL_EVENTS, () => false, signal);
  await publishLarge(target, topic, schedule, signal);
}

/** Returns how many were published. */
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

/** Readers that are behind; once all are, counts again a little later. */
async function countStalled(target: Target, readers: number, signal: AbortSignal): Promise<number> {
  const lagging = await laggingOf(target);
  if (lagging < readers) return lagging;
  await pause(SETTLE_MS, signal);
  return laggingOf(target);
}

/** A hub without statistics is flooded until the limit. */
async function laggingOf(target: Target): Promise<number> {
  return (await target.readStats())?.lagging ?? 0;
}
