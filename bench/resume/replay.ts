/** Clients that resume from all depths in turn, first one at a time and then many at once. */

import type { LogPosition } from "#protocol";
import { lower, type Metrics } from "../result/result.ts";
import { counted } from "../report/figures.ts";
import { type Finding, invalid } from "../load/validity.ts";
import { LatencyHistogram } from "../stats/latency.ts";
import { type Depth, DEPTHS, eventsBehind } from "./depths.ts";
import { resumeOnce } from "./resume-once.ts";

/** Clients per depth: enough for a 99th percentile that is not just the slowest one. */
const SAMPLES = 500;
/** Twenty of each depth. */
const AT_ONCE = 100;

export interface ReplayOrder {
  readonly url: string;
  readonly head: LogPosition;
  readonly events: number;
  readonly signal: AbortSignal;
}

export interface ReplayTimes {
  readonly byDepth: ReadonlyMap<Depth, LatencyHistogram>;
  /** Clients that got no event, by depth; without one, all did. */
  readonly unanswered: ReadonlyMap<Depth, number>;
  /** Clients that got the wrong event. */
  readonly wrong: number;
}

interface Attempt {
  readonly depth: Depth;
  readonly behind: number;
}

export function replayOneByOne(order: ReplayOrder): Promise<ReplayTimes> {
  return replay(order, 1);
}

export function replayAtOnce(order: ReplayOrder): Promise<ReplayTimes> {
  return replay(order, AT_ONCE);
}

/** The depths take turns, so that disturbances of the machine affect all equally. */
function attempts(events: number): Attempt[] {
  return Array.from({ length: SAMPLES }, (_, sample) =>
    DEPTHS.map((depth) => ({ depth, behind: eventsBehind(depth.share, events, sample, SAMPLES) })),
  ).flat();
}

async function replay(order: ReplayOrder, atOnce: number): Promise<ReplayTimes> {
  const byDepth = new Map(DEPTHS.map((depth) => [depth, new LatencyHistogram()]));
  const unanswered = new Map<Depth, number>();
  let wrong = 0;
  const attempt = async ({ depth, behind }: Attempt) => {
    const resumption = await resumeOnce(order.url, order.head, behind);
    if (resumption === undefined) unanswered.set(depth, (unanswered.get(depth) ?? 0) + 1);
    else byDepth.get(depth)?.record(resumption.firstEventMs);
    if (resumption?.isNext === false) wrong += 1;
  };
  const all = attempts(order.events);
  for (let from = 0; from < all.length && !order.signal.aborted; from += atOnce) {
    await Promise.all(all.slice(from, from + atOnce).map(attempt));
  }
  return { byDepth, unanswered, wrong };
}

/**
 * The times by depth, in which a client that got nothing counts as infinitely late, and the ratio of the deepest to
 * the shallowest.
 */
export function replayMetrics(name: string, { byDepth, unanswered }: ReplayTimes): Metrics {
  const times = [...byDepth].flatMap(([depth, histogram]) =>
    Object.entries(histogram.metrics(`${name}.${depth.name}`, unanswered.get(depth))),
  );
  const [shallowest, deepest] = [DEPTHS.at(0), DEPTHS.at(-1)].map(
    (depth) => depth && byDepth.get(depth)?.percentileMs(99, unanswered.get(depth)),
  );
  if (shallowest == null || deepest == null) return Object.fromEntries(times);
  return {
    ...Object.fromEntries(times),
    [`${name}.flatness_ratio`]: lower(deepest / shallowest, "×"),
  };
}

export function checkReplay(name: string, { unanswered, wrong }: ReplayTimes): Finding[] {
  const findings: Finding[] = [];
  const silent = [...unanswered.values()].reduce((sum, times) => sum + times, 0);
  if (silent > 0) {
    const problem = `${name}: ${counted(silent, "client")} received no event in time`;
    findings.push(invalid(problem, "lower --connections, or let the hub retain more events"));
  }
  if (wrong > 0) {
    const problem = `${name}: ${counted(wrong, "client")} did not continue where they had left off`;
    findings.push(invalid(problem, "the hub mishandles Last-Event-ID; please report it"));
  }
  return findings;
}
