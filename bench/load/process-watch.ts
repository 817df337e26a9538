/** Watches whether a process of the bench gets the time it needs: how late it sees what arrives, and its worst second. */

import { readFileSync } from "node:fs";

/** What the process itself added to the figures since the last reading. */
export interface Strain {
  /** How late an event that arrives at a random moment is seen: the 99th percentile, in ms. */
  readonly lagMs: number;
  /** The longest time in which nothing was seen. */
  readonly longestLagMs: number;
  /** Share of a core in the busiest second, 0 to 1. */
  readonly cpuShare: number;
  /** Share of the time for which it waited for a core in the worst second, 0 to 1. */
  readonly waitedShare: number;
}

export const NO_STRAIN: Strain = { lagMs: 0, longestLagMs: 0, cpuShare: 0, waitedShare: 0 };

/** The worst of several processes in each respect. */
export function worstStrain(strains: readonly Strain[]): Strain {
  const worst = (read: (strain: Strain) => number) => Math.max(0, ...strains.map(read));
  return {
    lagMs: worst(({ lagMs }) => lagMs),
    longestLagMs: worst(({ longestLagMs }) => longestLagMs),
    cpuShare: worst(({ cpuShare }) => cpuShare),
    waitedShare: worst(({ waitedShare }) => waitedShare),
  };
}

const LOOP_LOOK_MS = 5;
/** Lags are kept by the tenth of a ms; longer ones than this count as this. */
const LAGS_A_MS = 10;
const LONGEST_LAG_MS = 10_000;
const USAGE_LOOK_MS = 100;
const SECOND_MS = 1_000;

/** How late this process's event loop is. */
export class LoopWatch implements Disposable {
  longestMs = 0;
  /** How many lags there were, by length. */
  readonly #lags = new Uint32Array(LONGEST_LAG_MS * LAGS_A_MS + 1);
  #sinceMs = performance.now();
  #dueAtMs = this.#sinceMs + LOOP_LOOK_MS;
  readonly #timer = setInterval(() => this.look(), LOOP_LOOK_MS);

  /** Of all moments since the start, the 99th percentile of the time until the loop came round again. */
  get lagMs(): number {
    const lags: (readonly [number, number])[] = [];
    for (let length = 0; length < this.#lags.length; length++) {
      const count = this.#lags[length] ?? 0;
      if (count > 0) lags.push([length / LAGS_A_MS, count]);
    }
    return lagPercentile(lags, performance.now() - this.#sinceMs, 0.99);
  }

  look(): void {
    const nowMs = performance.now();
    const lagMs = Math.max(0, nowMs - this.#dueAtMs);
    const length = Math.round(Math.min(lagMs, LONGEST_LAG_MS) * LAGS_A_MS);
    this.#lags[length] = (this.#lags[length] ?? 0) + 1;
    this.longestMs = Math.max(this.longestMs, lagMs);
    this.#dueAtMs = nowMs + LOOP_LOOK_MS;
  }

  reset(): void {
    this.longestMs = 0;
    this.#lags.fill(0);
    this.#sinceMs = performance.now();
    this.#dueAtMs = this.#sinceMs + LOOP_LOOK_MS;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

/**
 * The percentile (0 to 1) of the wait of someone who arrives at a random moment of `totalMs`, in which the loop stood
 * still for each of `lags`: a length in ms, and how many there were. Whoever arrives during a lag waits for the rest
 * of it. Pure.
 */
export function lagPercentile(
  lags: readonly (readonly [lagMs: number, count: number])[],
  totalMs: number,
  percentile: number,
): number {
  // The time in which one would wait longer than some w is the sum of what each lag exceeds w by.
  let allowedMs = totalMs * (1 - percentile);
  let count = 0;
  const longestFirst = lags.toSorted(([one], [other]) => other - one);
  for (const [index, [lagMs, more]] of longestFirst.entries()) {
    count += more;
    const [nextMs] = longestFirst[index + 1] ?? [0];
    const droppedMs = (lagMs - nextMs) * count;
    if (droppedMs > allowedMs) return lagMs - allowedMs / count;
    allowedMs -= droppedMs;
  }
  return 0;
}

/** What a process has used up to a moment, all in ms. */
export interface Usage {
  readonly atMs: number;
  readonly cpuMs: number;
  readonly waitedMs: number;
}

/** The worst second of a series of readings; a shorter series counts as a whole. Pure. */
export class WorstSecond {
  cpuShare = 0;
  waitedShare = 0;
  #isShort = true;
  #recent: Usage[] = [];

  add(usage: Usage): void {
    this.#recent.push(usage);
    const from = this.#recent.findLast(({ atMs }) => usage.atMs - atMs >= SECOND_MS);
    if (from === undefined) return;
    this.#isShort = false;
    this.#judge(from, usage);
    this.#recent = this.#recent.filter(({ atMs }) => atMs >= from.atMs);
  }

  end(): void {
    const [first, last] = [this.#recent[0], this.#recent.at(-1)];
    if (this.#isShort && first !== undefined && last !== undefined) this.#judge(first, last);
  }

  #judge(from: Usage, to: Usage): void {
    const elapsedMs = to.atMs - from.atMs;
    if (elapsedMs <= 0) return;
    this.cpuShare = Math.max(this.cpuShare, (to.cpuMs - from.cpuMs) / elapsedMs);
    this.waitedShare = Math.max(this.waitedShare, (to.waitedMs - from.waitedMs) / elapsedMs);
  }
}

/** Watches this process from its creation on. */
export class ProcessWatch implements Disposable {
  readonly #loop = new LoopWatch();
  #second = new WorstSecond();
  readonly #timer = setInterval(() => this.#second.add(usageNow()), USAGE_LOOK_MS);

  constructor() {
    this.#second.add(usageNow());
  }

  /** The strain since the last call. */
  take(): Strain {
    // A stall that has only just ended has not been seen by the timer yet.
    this.#loop.look();
    this.#second.add(usageNow());
    this.#second.end();
    const { lagMs, longestMs } = this.#loop;
    const { cpuShare, waitedShare } = this.#second;
    this.#loop.reset();
    this.#second = new WorstSecond();
    this.#second.add(usageNow());
    return { lagMs, longestLagMs: longestMs, cpuShare, waitedShare };
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#loop[Symbol.dispose]();
  }
}

function usageNow(): Usage {
  const { user, system } = process.cpuUsage();
  return {
    atMs: performance.now(),
    cpuMs: (user + system) / 1000,
    waitedMs: waitedForCoreMs(),
  };
}

/** How long this process's main thread has waited for a core so far, in ms; 0 if the system does not say. */
export function waitedForCoreMs(): number {
  try {
    // [Documentation/scheduler/sched-stats.rst] time spent on the cpu, time spent waiting on a runqueue, in ns.
    return Number(readFileSync("/proc/self/schedstat", "utf8").split(" ")[1] ?? 0) / 1e6;
  } catch {
    return 0;
  }
}
