/** Checks whether a run's figures describe the server or the load generator. Every finding says what to do about it. */

import type { PoolAccount, PoolOpened } from "./clients/reports.ts";
import type { Disturbance, OtherUse } from "./machine-watch.ts";
import type { Strain } from "./process-watch.ts";
import { counted, formatNumber } from "../report/figures.ts";
import type { Metrics } from "../result/result.ts";
import type { LatencyHistogram } from "../stats/latency.ts";
import type { PublishOutcome } from "./publish/publisher.ts";

/** A publisher that is later than this at its 99th percentile does not produce the requested load. */
const MAX_PACER_LATE_MS = 50;
/** A client process that was blocked for longer than this read events late, whatever the figures are. */
const MAX_STALL_MS = 500;
/** Below this, or below this share of the figure that it is part of, the clients' own lag does not matter. */
const HARMLESS_LAG_MS = 20;
const HARMLESS_LAG_SHARE = 1 / 4;
/** A client process above this share of a core for a second has no room left to time events well. */
const MAX_CPU_SHARE = 0.9;
/** A client process that waited for a core for more than this share of a second read events late. */
const MAX_WAITED_SHARE = 0.5;
/** Beyond this share, the figures depend on the host and its other guests. */
const MAX_STOLEN_SHARE = 0.1;
const NOTED_STOLEN_SHARE = 0.02;
const NOTED_BUSY_SHARE = 0.25;
/** Other programs that use more than this take time from the server or from its clients. */
const MAX_OTHERS_SHARE = 0.1;
const MAX_OTHERS_IN_A_SECOND = 0.2;
/** With fewer samples than this, the 99th percentile is hardly more than the maximum. */
const MIN_SAMPLES_FOR_P99 = 100;
/** However many deliveries each of them has. */
const MIN_EVENTS_FOR_P99 = 10;

export interface Finding {
  readonly isInvalid: boolean;
  readonly warning: string;
  /** Whether the machine or the bench caused it, not the server. */
  readonly isDisturbance?: true;
  /** For a number that adds up if the finding is made again. */
  readonly tally?: Tally;
}

export interface Tally {
  readonly count: number;
  /** The warning for a total. */
  readonly warningOf: (count: number) => string;
}

/** A finding whose number adds up. */
function tallied(count: number, findingOf: (count: number) => Finding): Finding {
  return {
    ...findingOf(count),
    tally: { count, warningOf: (total) => findingOf(total).warning },
  };
}

/** The figures cannot be trusted; `cure` is what to do before the next run. */
export function invalid(problem: string, cure: string): Finding {
  return { isInvalid: true, warning: `${problem}: ${cure}` };
}

/** The figures stand, but the reader has to know. */
export function caution(problem: string, cure: string): Finding {
  return { isInvalid: false, warning: `${problem}: ${cure}` };
}

const LOWER_LOAD = "lower the load or add --workers";
const STOP_OTHERS = "stop whatever else is running here";

export function checkOpened(opened: PoolOpened, wanted: number): Finding[] {
  if (opened.open === wanted) return [];
  const reasons = Object.entries(opened.failures).map(([reason, times]) => `${times} × ${reason}`);
  return [notAllOpened(opened.open, wanted, reasons.join(", "))];
}

export function notAllOpened(open: number, wanted: number, reasons: string): Finding {
  const why = reasons === "" ? "" : ` (${reasons})`;
  return invalid(
    `only ${formatNumber(open)} of ${counted(wanted, "client")} opened${why}`,
    "check the server's connection limit and its log, or lower --connections",
  );
}

export function checkPublisher({
  lateness,
  held,
  failures,
}: Pick<PublishOutcome, "lateness" | "held" | "failures">): Finding[] {
  const lateMs = lateness.percentileMs(99) ?? 0;
  const late = invalid(`the publisher was ${lateMs.toFixed(0)} ms late (p99)`, "lower --rate");
  return [
    ...(lateMs > MAX_PACER_LATE_MS ? [late] : []),
    ...checkHeld(held),
    ...checkAnswers({ failures }),
  ];
}

/** Their wait is in the latencies, so it is no fault of the run; but the server got the load more slowly than asked. */
function checkHeld(held: LatencyHistogram): Finding[] {
  const longestMs = held.percentileMs(100) ?? 0;
  if (longestMs <= MAX_PACER_LATE_MS) return [];
  const events = counted(held.count, "event was", "events were");
  return [
    caution(
      `the server answered so slowly that ${events} held back for up to ${longestMs.toFixed(0)} ms, which is in the latencies`,
      "lower --rate to see the server below its limit",
    ),
  ];
}

/** For a publisher that has no schedule to keep. */
export function checkAnswers({ failures }: Pick<PublishOutcome, "failures">): Finding[] {
  return Object.entries(failures).map(([reason, times]) => notTaken(times, reason));
}

export function notTaken(times: number, reason: string): Finding {
  return tallied(times, (count) =>
    invalid(
      `the server did not accept ${counted(count, "publish", "publishes")} (${reason})`,
      "check its limits and its log, or lower --rate",
    ),
  );
}

/** Their time is judged beside the latencies of this account. */
export function checkClients(account: PoolAccount): Finding[] {
  const { latency, strain } = account;
  return [
    ...checkStrain(strain, latency.percentileMs(99), latency.percentileMs(100)),
    ...checkReceived(account),
  ];
}

/** For clients whose latencies are not reported: a busy one costs nothing but the core it uses. */
export function checkUntimedClients(account: PoolAccount): Finding[] {
  return [...asWarnings(checkStrain(account.strain, null, null)), ...checkReceived(account)];
}

/** What the clients received besides the events of this run. */
export function checkReceived(
  account: Pick<PoolAccount, "foreign" | "gaps" | "negative">,
): Finding[] {
  const findings = checkNegative(account.negative);
  if (account.foreign > 0) {
    findings.push(
      tallied(account.foreign, (count) =>
        caution(
          `${counted(count, "event was", "events were")} not part of this run`,
          "let nobody else publish to its topics",
        ),
      ),
    );
  }
  if (account.gaps > 0) {
    findings.push(
      tallied(account.gaps, (count) =>
        caution(
          `the hub reported ${counted(count, "gap")} in its log`,
          "let it retain more events, or lower --rate",
        ),
      ),
    );
  }
  return findings;
}

/** Whether the clients had the time to see each stream open at once. */
export function checkOpening({ strain, connect, negative }: PoolOpened): Finding[] {
  return [
    ...checkStrain(strain, connect.percentileMs(99), connect.percentileMs(100)),
    ...checkNegative(negative),
  ].map(({ isInvalid, warning }) => ({ isInvalid, warning: `while clients opened, ${warning}` }));
}

/** Times below 0 show that the others are wrong too. */
export function checkNegative(negative: number): Finding[] {
  if (negative === 0) return [];
  const problem = `${counted(negative, "time was", "times were")} below 0`;
  const cure = "run again without changing this machine's clock, or check the times in the events";
  return [invalid(problem, cure)];
}

/**
 * Whether the client processes had the time to see events at once. `p99Ms` and `maxMs` are those of the figure that
 * their lag is part of; `null` if they time nothing, when only a long stall matters.
 */
export function checkStrain(
  { lagMs, longestLagMs, cpuShare, waitedShare }: Strain,
  p99Ms: number | null,
  maxMs: number | null,
  cure = LOWER_LOAD,
): Finding[] {
  const findings: Finding[] = [];
  if (cpuShare > MAX_CPU_SHARE) {
    const problem = `a client process used ${percent(cpuShare)} of a core in its busiest second`;
    findings.push(invalid(problem, cure));
  }
  const stalled = `a client process stalled for ${longestLagMs.toFixed(0)} ms`;
  if (longestLagMs > MAX_STALL_MS) {
    findings.push({ ...invalid(stalled, cure), isDisturbance: true });
  } else if (isHarmful(lagMs, p99Ms)) {
    const lag = lagMs.toFixed(0);
    findings.push(
      invalid(
        `the clients themselves were ${lag} ms late (p99), beside a p99 of ${p99Ms?.toFixed(1)} ms`,
        `${cure}, and ${STOP_OTHERS}`,
      ),
    );
  } else if (isHarmful(longestLagMs, maxMs)) {
    findings.push(caution(`${stalled}, which is in the maximum`, STOP_OTHERS));
  }
  if (waitedShare > MAX_WAITED_SHARE) {
    const problem = `a client process waited for a core ${percent(waitedShare)} of its worst second`;
    findings.push(invalid(problem, STOP_OTHERS));
  }
  return findings;
}

function isHarmful(lagMs: number, figureMs: number | null): boolean {
  if (figureMs === null) return false;
  return lagMs > Math.max(HARMLESS_LAG_MS, figureMs * HARMLESS_LAG_SHARE);
}

/** What the host and the machine's other processes did during the run. */
export function checkMachine({ stolenShare = 0, busyBefore = 0, others }: Disturbance): Finding[] {
  const findings: Finding[] = [];
  if (stolenShare > NOTED_STOLEN_SHARE) {
    const isMuch = stolenShare > MAX_STOLEN_SHARE;
    const problem = `the host took ${percent(stolenShare)} of the machine`;
    const cure = "run again when it is less busy";
    findings.push(
      isMuch ? { ...invalid(problem, cure), isDisturbance: true } : caution(problem, cure),
    );
  }
  if (busyBefore > NOTED_BUSY_SHARE) {
    const problem = `the machine was ${percent(busyBefore)} busy before the run`;
    findings.push({ ...caution(problem, STOP_OTHERS), isDisturbance: true });
  }
  if (others !== undefined) findings.push(...checkOthers(others));
  return findings;
}

function checkOthers({ share, worstSecond }: OtherUse): Finding[] {
  if (share <= MAX_OTHERS_SHARE && worstSecond <= MAX_OTHERS_IN_A_SECOND) return [];
  const worst = worstSecond > share ? `, and ${percent(worstSecond)} in the worst second` : "";
  return [invalid(`other programs used ${percent(share)} of the machine${worst}`, STOP_OTHERS)];
}

/** Percentiles of too few samples, or of too few events: `events` has their number by the name of the latencies. */
export function checkSamples(
  metrics: Metrics,
  events: Readonly<Record<string, number>> = {},
): Finding[] {
  const few = Object.entries(metrics).flatMap(([name, { samples = Infinity, value }]) => {
    const [, latency] = /^(.*)\.p99_[a-z]+$/.exec(name) ?? [];
    if (latency === undefined || value === null) return [];
    const of = events[latency] ?? Infinity;
    if (of < MIN_EVENTS_FOR_P99) return [`${name} has ${counted(of, "event")}`];
    return samples < MIN_SAMPLES_FOR_P99 ? [`${name} has ${formatNumber(samples)}`] : [];
  });
  if (few.length === 0) return [];
  return [
    caution(
      `too few samples for a 99th percentile (${few.join(", ")})`,
      "raise --duration, --rate or --connections",
    ),
  ];
}

export function asWarnings(findings: readonly Finding[]): Finding[] {
  return findings.map(({ warning }) => ({ isInvalid: false, warning }));
}

/** Whether the process that drives the load had time to spare; both times in ms. */
export function checkDriver(cpuMs: number, elapsedMs: number): Finding[] {
  const share = cpuMs / elapsedMs;
  if (share <= MAX_CPU_SHARE) return [];
  return [
    invalid(
      `the publishers used ${percent(share)} of a core, so they limited the rate, not the hub`,
      "use a machine with more cores",
    ),
  ];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}
