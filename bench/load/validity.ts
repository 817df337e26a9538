/** Whether a run's figures are the server's or the generator's own: each check with its reason and its cure. */

import type { PoolAccount, PoolOpened } from "./clients/reports.ts";
import type { Disturbance } from "./machine-watch.ts";
import type { Metrics } from "../result/result.ts";
import type { PublishOutcome } from "./publish/publisher.ts";

/** A publisher later than this at its 99th percentile no longer makes the load that was asked for. */
const MAX_PACER_LATE_MS = 50;
/** A client process that was busy for longer than this saw events later than they came. */
const MAX_LOOP_LAG_MS = 500;
/** A client process above this share of a core has no room to time events well. */
const MAX_CPU_SHARE = 0.9;

/** A client process that waited for a core for more than this share of the time saw events late. */
const MAX_WAITED_SHARE = 0.5;
/** A host that took more than this share of the machine set the figures. */
const MAX_STOLEN_SHARE = 0.1;
const NOTED_STOLEN_SHARE = 0.02;
const NOTED_BUSY_SHARE = 0.25;
/** A percentile of fewer observations than this is hardly more than their maximum. */
const MIN_SAMPLES_FOR_P99 = 100;

export interface Finding {
  readonly isInvalid: boolean;
  readonly warning: string;
  /** Whether the machine or the bench did it: then it says nothing of the server, however much it cost. */
  readonly isDisturbance?: true;
}

export function checkOpened(opened: PoolOpened, wanted: number): Finding[] {
  if (opened.open === wanted) return [];
  const reasons = Object.entries(opened.failures).map(([reason, times]) => `${times} × ${reason}`);
  return [invalid(`only ${opened.open} of ${wanted} clients opened (${reasons.join(", ")})`)];
}

export function checkPublisher({
  lateness,
  failures,
}: Pick<PublishOutcome, "lateness" | "failures">): Finding[] {
  const findings: Finding[] = [];
  const lateMs = lateness.percentileMs(99) ?? 0;
  if (lateMs > MAX_PACER_LATE_MS) {
    findings.push(invalid(`the publisher was ${lateMs.toFixed(0)} ms late (p99): lower --rate`));
  }
  for (const [reason, times] of Object.entries(failures)) {
    findings.push(
      invalid(`${times} ${times === 1 ? "publish was" : "publishes were"} not taken: ${reason}`),
    );
  }
  return findings;
}

/** `elapsedMs` is the time that the clients' CPU time is a share of. */
export function checkClients(account: PoolAccount, elapsedMs: number): Finding[] {
  const findings: Finding[] = [];
  const share = account.cpuMs / elapsedMs;
  if (share > MAX_CPU_SHARE) {
    const percent = (share * 100).toFixed(0);
    findings.push(
      invalid(`a client process used ${percent} % of a core: lower the load or add --workers`),
    );
  }
  if (account.loopLagMs > MAX_LOOP_LAG_MS) {
    const lag = account.loopLagMs.toFixed(0);
    const warning = `a client process stood still for ${lag} ms: lower the load or add --workers`;
    findings.push({ isInvalid: true, warning, isDisturbance: true });
  }
  const waitedShare = account.waitedMs / elapsedMs;
  if (waitedShare > MAX_WAITED_SHARE) {
    const percent = (waitedShare * 100).toFixed(0);
    findings.push(
      invalid(
        `a client process waited for a core ${percent} % of the time: stop what else runs here`,
      ),
    );
  }
  if (account.foreign > 0) {
    findings.push({ isInvalid: false, warning: `${account.foreign} events were not of this run` });
  }
  if (account.gaps > 0) {
    findings.push({ isInvalid: false, warning: `the hub reported ${account.gaps} gaps` });
  }
  return findings;
}

/** What the machine's host and its other users did meanwhile. */
export function checkMachine({ stolenShare = 0, busyBefore = 0 }: Disturbance): Finding[] {
  const findings: Finding[] = [];
  if (stolenShare > NOTED_STOLEN_SHARE) {
    const percent = (stolenShare * 100).toFixed(0);
    const warning = `the host took ${percent} % of the machine: run again when it is quiet`;
    const isMuch = stolenShare > MAX_STOLEN_SHARE;
    findings.push(
      isMuch ? { isInvalid: true, warning, isDisturbance: true } : { isInvalid: false, warning },
    );
  }
  if (busyBefore > NOTED_BUSY_SHARE) {
    const percent = (busyBefore * 100).toFixed(0);
    const warning = `the machine was ${percent} % busy before the run: stop what else runs here`;
    findings.push({ isInvalid: false, warning, isDisturbance: true });
  }
  return findings;
}

/** Percentiles that rest on too few observations. */
export function checkSamples(metrics: Metrics): Finding[] {
  const few = Object.entries(metrics).filter(
    ([name, { samples, value }]) =>
      name.includes(".p99_") && value !== null && (samples ?? Infinity) < MIN_SAMPLES_FOR_P99,
  );
  if (few.length === 0) return [];
  const named = few.map(([name, { samples }]) => `${name} (${samples})`).join(", ");
  const warning = `too few samples for a 99th percentile: ${named}; raise --duration or --rate`;
  return [{ isInvalid: false, warning }];
}

/** Where the clients only have to keep the account, a busy one takes nothing from the figures but the core it uses. */
export function asWarnings(findings: readonly Finding[]): Finding[] {
  return findings.map(({ warning }) => ({ isInvalid: false, warning }));
}

/** Whether the process that drives the load had time left; both times in ms. */
export function checkDriver(cpuMs: number, elapsedMs: number): Finding[] {
  const share = cpuMs / elapsedMs;
  if (share <= MAX_CPU_SHARE) return [];
  return [
    invalid(
      `the publishers used ${(share * 100).toFixed(0)} % of a core: they set the rate, not the hub`,
    ),
  ];
}

function invalid(warning: string): Finding {
  return { isInvalid: true, warning };
}
