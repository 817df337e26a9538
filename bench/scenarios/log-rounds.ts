/** The same publishers at full speed against hubs that differ only in their log, in interleaved rounds. */

import type { StatsSnapshot } from "#protocol";
import { startOwnHub } from "../servers/target.ts";
import type { LedgerTotals } from "../stats/ledger.ts";
import type { LatencyHistogram } from "../stats/latency.ts";
import { checkDriven, drive } from "./drive.ts";
import { newTopic, untilDelivered, withClients } from "./clients.ts";
import { lengthOf } from "./result.ts";
import type { ScenarioContext } from "./scenario.ts";
import { wallMs } from "../load/time.ts";
import { checkOpened, checkUntimedClients, type Finding } from "../load/validity.ts";

export interface LogKind {
  /** The prefix of its metrics. */
  readonly name: string;
  readonly flags: readonly string[];
}

/** The others are compared with this one. */
export const MEMORY_LOG: LogKind = { name: "memory_log", flags: ["--log", "memory"] };
export const SQLITE_LOGS = ["disk", "process", "memory"].map((durability): LogKind => ({
  name: `sqlite_${durability}`,
  flags: ["--durability", durability],
}));
const KINDS = [MEMORY_LOG, ...SQLITE_LOGS];
const DEFAULT_ROUNDS = 3;

export interface LogRound {
  readonly perSecond: number;
  /** As in `Driven`. */
  readonly ack: LatencyHistogram;
  readonly cpuUsPerPublish: number | undefined;
  readonly totals: LedgerTotals;
  readonly elapsedMs: number;
  readonly findings: readonly Finding[];
}

/** The rounds of each log; some may have one less if the run was interrupted. */
export type LogRounds = ReadonlyMap<LogKind, readonly LogRound[]>;

/** Alternates the order, so that a drift of the machine affects all equally. */
export async function runLogRounds(context: ScenarioContext): Promise<LogRounds> {
  const rounds = new Map<LogKind, LogRound[]>(KINDS.map((kind) => [kind, []]));
  const { rounds: count = DEFAULT_ROUNDS } = context;
  for (let round = 1; round <= count; round++) {
    for (const kind of round % 2 === 1 ? KINDS : KINDS.toReversed()) {
      if (context.signal.aborted) return rounds;
      context.progress.show(`round ${round} of ${count}, ${kind.name}`);
      rounds.get(kind)?.push(await runRound(kind, context));
    }
  }
  return rounds;
}

async function runRound(kind: LogKind, context: ScenarioContext): Promise<LogRound> {
  const { connections, hubThreads: threads } = context.config;
  const target = await startOwnHub(connections, { flags: kind.flags, threads });
  try {
    return await measure({ ...context, target, progress: { show: () => {} } });
  } finally {
    await target.stop();
  }
}

function measure(context: ScenarioContext): Promise<LogRound> {
  const topic = newTopic("logs");
  return withClients(context, topic, async (pool) => {
    const { target, config, rampPerS, signal } = context;
    const opened = await pool.open(rampPerS, signal);
    const before = await target.readStats();
    const startedMs = wallMs();
    const driven = await drive(context, topic);
    const after = await target.readStats();
    const { sent, uncertain, result } = driven;
    const due = (sent - uncertain.length) * config.connections;
    await untilDelivered(pool, due, context);
    const account = await pool.collect(sent, uncertain);
    const elapsedMs = lengthOf(account, startedMs);
    return {
      perSecond: result["2xx"] / result.duration,
      ack: driven.ack,
      cpuUsPerPublish: cpuUsPerPublish(before, after),
      totals: account.totals,
      elapsedMs,
      findings: [
        ...checkOpened(opened, config.connections),
        ...checkDriven(driven),
        ...checkUntimedClients(account),
      ],
    };
  });
}

function cpuUsPerPublish(
  before: StatsSnapshot | undefined,
  after: StatsSnapshot | undefined,
): number | undefined {
  if (before === undefined || after === undefined) return undefined;
  const events = after.totals.events - before.totals.events;
  return events > 0 ? (after.process.cpuUs - before.process.cpuUs) / events : undefined;
}
