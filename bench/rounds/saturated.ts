/**
 * The second part of a round: all clients connect at once, then publishers send as fast as they are
 * answered, first some and then many. It tells how many connects and deliveries a second the peer comes
 * to, with as many publishers as suit it best.
 */

import { mostlyCounting } from "../load/clients/open.ts";
import type { PoolAccount, PoolOpened } from "../load/clients/reports.ts";
import type { PublishOutcome } from "../load/publish/publisher.ts";
import type { WorkerPool } from "../load/clients/pool.ts";
import { checkClients, checkOpened, checkPublisher, type Finding } from "../load/validity.ts";
import { LatencyHistogram } from "../stats/latency.ts";
import type { PartOutcome } from "./calm.ts";
import { newTopic, type PartContext, withClients } from "./clients.ts";
import type { RoundFigures } from "./figures.ts";
import type { RoundLoad } from "./load.ts";
import { type CoreShares, runStep, type Step } from "./saturated-step.ts";

/**
 * Publishers at once. A server that sends together what came together is the faster the more there are;
 * one that sends each event by itself only has more of them wait.
 */
const PUBLISHERS = [50, 500] as const;
/** All arrivals are due within a millisecond or so: the peer and the client set the pace. */
export const AT_ONCE_PER_S = 1_000_000;
/** A closed loop has no times to be late for. */
const NO_SCHEDULE = new LatencyHistogram();

export interface SaturatedOutcome extends PartOutcome {
  readonly shares: CoreShares;
}

export function measureSaturated(context: PartContext): Promise<SaturatedOutcome> {
  const { load, signal } = context;
  const topic = newTopic();
  const body = async (pool: WorkerPool): Promise<SaturatedOutcome> => {
    const opened = await pool.open(AT_ONCE_PER_S, signal);
    const steps = await runSteps(context, topic, pool);
    const sent = steps.reduce((sum, { published }) => sum + published.sent, 0);
    const uncertain = steps.flatMap(({ published }) => published.uncertain);
    const account = await pool.collect(sent, uncertain);
    const best = fastestOf(steps);
    return {
      figures: {
        ...best?.figures,
        ...connectsPerSecond(opened.open, opened.connect.percentileMs(100)),
      },
      totals: account.totals,
      shares: best?.shares ?? {},
      findings: checkFullSpeed(
        opened,
        load,
        steps.map(({ published }) => published),
        account,
      ),
    };
  };
  return withClients(context, topic, body, mostlyCounting(load));
}

async function runSteps(context: PartContext, topic: string, pool: WorkerPool): Promise<Step[]> {
  const steps: Step[] = [];
  let sent = 0;
  for (const publishers of PUBLISHERS) {
    if (context.signal.aborted) break;
    const step = await runStep(context, pool, { topic, publishers, firstSequence: sent + 1 });
    sent += step.published.sent;
    steps.push(step);
  }
  return steps;
}

/** The step in which most was delivered a second. */
export function fastestOf(steps: readonly Step[]): Step | undefined {
  const rateOf = ({ figures }: Step) => figures.deliveries_per_second ?? 0;
  return steps.toSorted((one, other) => rateOf(other) - rateOf(one))[0];
}

/** `lastMs` is from when all were due until the last was open. */
export function connectsPerSecond(open: number, lastMs: number | null): RoundFigures {
  return lastMs === null ? {} : { connects_per_second: (open / lastMs) * 1000 };
}

export function checkFullSpeed(
  opened: PoolOpened,
  { connections }: RoundLoad,
  published: readonly PublishOutcome[],
  account: PoolAccount,
): Finding[] {
  return [
    ...checkOpened(opened, connections),
    ...published.flatMap((one) => checkPublisher({ ...one, lateness: NO_SCHEDULE })),
    ...notClientTime(checkClients(account, Infinity)),
  ];
}

/** A client that is busy or stands still under full load is no fault here: the shares tell whether it set the rate. */
function notClientTime(findings: readonly Finding[]): Finding[] {
  return findings.filter(({ isInvalid }) => !isInvalid);
}
