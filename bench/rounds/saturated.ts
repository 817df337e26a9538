/**
 * The second part of a round: all clients connect at once, then publishers send as fast as they get answers,
 * first a few and then many. It measures the connects and deliveries per second that the peer reaches, with
 * whichever number of publishers suits it best.
 */

import { mostlyCounting } from "../load/clients/open.ts";
import type { PoolAccount, PoolOpened } from "../load/clients/reports.ts";
import type { PublishOutcome } from "../load/publish/publisher.ts";
import type { WorkerPool } from "../load/clients/pool.ts";
import { checkOpened, checkPublisher, checkReceived, type Finding } from "../load/validity.ts";
import { LatencyHistogram } from "../stats/latency.ts";
import type { PartOutcome } from "./calm.ts";
import { newTopic, type PartContext, withClients } from "./clients.ts";
import type { RoundFigures } from "./figures.ts";
import type { RoundLoad } from "./load.ts";
import type { CoreShares } from "./core-use.ts";
import { runStep, type Step } from "./saturated-step.ts";

/**
 * Publishers at once. A server that batches gets faster with more of them; one that sends each event by itself
 * only makes them wait.
 */
const PUBLISHERS = [50, 500] as const;
/** All arrivals are due within about a millisecond: the peer and the client set the pace. */
export const AT_ONCE_PER_S = 1_000_000;
/** In a closed loop nothing can be late. */
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

/** The step with the most deliveries per second. */
export function fastestOf(steps: readonly Step[]): Step | undefined {
  const rateOf = ({ figures }: Step) => figures.deliveries_per_second ?? 0;
  return steps.toSorted((one, other) => rateOf(other) - rateOf(one))[0];
}

/** `lastMs` is the time from when all clients were due until the last was open. */
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
    // A busy or stalled client is not a fault at full load: the shares of the cores show whether it limited the rate.
    ...checkReceived(account),
  ];
}
