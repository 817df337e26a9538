/** Checks whether a run's figures describe the server or the load generator. Every finding says what to do about it. */

import type { PoolAccount, PoolOpened } from "./clients/reports.ts";
import type { Disturbance } from "./machine-watch.ts";
import { counted, formatNumber } from "../report/figures.ts";
import type { Metrics } from "../result/result.ts";
import type { PublishOutcome } from "./publish/publisher.ts";

/** A publisher that is later than this at its 99th percentile does not produce the requested load. */
const MAX_PACER_LATE_MS = 50;
/** A client process that was blocked for longer than this read events late. */
const MAX_LOOP_LAG_MS = 500;
/** A client process above this share of a core has no room left to time events well. */
const MAX_CPU_SHARE = 0.9;
/** A client process that waited for a core for more than this share of the time read events late. */
const MAX_WAITED_SHARE = 0.5;
/** Beyond this share, the figures depend on the host and its other guests. */
const MAX_STOLEN_SHARE = 0.1;
const NOTED_STOLEN_SHARE = 0.02;
const NOTED_BUSY_SHARE = 0.25;
/** With fewer samples than this, the 99th percentile is hardly more than the maximum. */
const MIN_SAMPLES_FOR_P99 = 100;

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
  failures,
}: Pick<PublishOutcome, "lateness" | "failures">): Finding[] {
  const lateMs = lateness.percentileMs(99) ?? 0;
  const late = invalid(`the publisher was ${lateMs.toFixed(0)} ms late (p99)`, "lower --rate");
  return [...(lateMs > MAX_PACER_LATE_MS ? [late] : []), ...checkAnswers({ failures })];
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

/** `elapsedMs` is the time over which the clients used their CPU time. */
export function checkClients(account: PoolAccount, elapsedMs: number): Finding[] {
  const findings: Finding[] = [];
  const share = account.cpuMs / elapsedMs;
  if (share > MAX_CPU_SHARE) {
    findings.push(invalid(`a client process used ${percent(share)} of a core`, LOWER_LOAD));
  }
  if (account.loopLagMs > MAX_LOOP_LAG_MS) {
    const lag = account.loopLagMs.toFixed(0);
    findings.push({
      ...invalid(`a client process stalled for ${lag} ms`, LOWER_LOAD),
      isDisturbance: true,
    });
  }
  const waitedShare = account.waitedMs / elapsedMs;
  if (waitedShare > MAX_WAITED_SHARE) {
    const problem = `a client process waited for a core ${percent(waitedShare)} of the time`;
    findings.push(invalid(problem, STOP_OTHERS));
  }
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

/** What the host and the machine's other processes did during the run. */
export function checkMachine({ stolenShare = 0, busyBefore = 0 }: Disturbance): Finding[] {
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
  return findings;
}

/** Percentiles of too few samples. */
export function checkSamples(metrics: Metrics): Finding[] {
  const few = Object.entries(metrics).filter(
    ([name, { samples, value }]) =>
      name.includes(".p99_") && value !== null && (samples ?? Infinity) < MIN_SAMPLES_FOR_P99,
  );
  if (few.length === 0) return [];
  const named = few.map(([name, { samples = 0 }]) => `${name} has ${formatNumber(samples)}`);
  return [
    caution(
      `too few samples for a 99th percentile (${named.join(", ")})`,
      "raise --duration, --rate or --connections",
    ),
  ];
}

/** For clients that only keep the account: a busy one costs nothing but the core it uses. */
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
