/** When events are due, one after another. */

import { pause, untilDue, wallMs } from "../time.ts";
import type { Pacer } from "../pacer.ts";

const BACKLOG_LOOK_MS = 5;

/** Resolves when the next event is due, with its intended time; `undefined` when there are no more. */
export type Schedule = () => Promise<number | undefined>;

/** At the pacer's times, starting at `startMs` on the machine's clock; default now. */
export function paced(pacer: Pacer, signal: AbortSignal, startMs = wallMs()): Schedule {
  let taken = 0;
  return async () => {
    const dueMs = pacer.dueMs(taken);
    if (dueMs === undefined) return undefined;
    taken += 1;
    await untilDue(startMs + dueMs, signal);
    return signal.aborted ? undefined : startMs + dueMs;
  };
}

/** As fast as answers come, for `durationMs`, but not while `isBehind`: queued deliveries would only cost memory. */
export function closedLoop(
  durationMs: number,
  isBehind: () => boolean,
  signal: AbortSignal,
): Schedule {
  const endMs = wallMs() + durationMs;
  const isOver = () => signal.aborted || wallMs() >= endMs;
  return async () => {
    while (isBehind() && !isOver()) await pause(BACKLOG_LOOK_MS, signal);
    return isOver() ? undefined : wallMs();
  };
}

/** As fast as answers come, until `count` events are sent or `isEnough`. */
export function countedLoop(
  count: number,
  isEnough: (taken: number) => boolean | Promise<boolean>,
  signal: AbortSignal,
): Schedule {
  let taken = 0;
  return async () => {
    if (taken >= count || signal.aborted || (await isEnough(taken))) return undefined;
    taken += 1;
    return wallMs();
  };
}
