/** The highest rate that meets an objective: the rate doubles until it fails, then the gap is halved. */

import { DEFAULT_WARMUP_S } from "../load/options.ts";
import { constantPacer, type Pacer } from "../load/pacer.ts";
import type { PublishOutcome } from "../load/publish/publisher.ts";
import { higher, lower, type Metrics, type ScenarioResult, type Series } from "../result/result.ts";
import { kneeOf } from "../stats/knee.ts";
import { isMet, type Threshold } from "../threshold.ts";
import type { WorkerPool } from "../load/clients/pool.ts";
import { newTopic, publishSteadily, untilDelivered, withClients } from "./clients.ts";
import { accountMetrics, generatorMetrics, resultOf } from "./result.ts";
import type { Scenario, ScenarioContext } from "./scenario.ts";
import { NO_STRAIN, type Strain } from "../load/process-watch.ts";
import { checkClients, checkOpened, checkPublisher, type Finding } from "../load/validity.ts";
import { formatNumber } from "../report/figures.ts";

/** Halvings after the first failed rate, which find the result to within a sixteenth. */
const HALVINGS = 4;
const MAX_DOUBLINGS = 16;

interface Step {
  readonly rate: number;
  readonly events: number;
  readonly metrics: Metrics;
  readonly isHeld: boolean;
  readonly findings: readonly Finding[];
  readonly strain: Strain;
}

export const saturate: Scenario = {
  name: "saturate",
  summary: "searches for the highest rate that meets --objective, starting at --rate",
  defaults: {
    connections: 1_000,
    rate: 20,
    durationS: 3,
    sizeBytes: 100,
    warmupS: DEFAULT_WARMUP_S,
  },
  run: (context) => {
    const topic = newTopic("saturate");
    return withClients(context, topic, async (pool) => {
      const { config, rampPerS, signal } = context;
      const opened = await pool.open(rampPerS, signal);
      const search = new Search(context, pool, topic);
      await search.warmUp();
      const steps = await search.run();
      const account = await pool.collect(search.sent, search.uncertain);
      const elapsedMs = (steps.length * config.durationS + (config.warmupS ?? 0)) * 1000;
      return withCurve(
        resultOf({
          name: "saturate",
          context,
          findings: [...checkOpened(opened, config.connections), ...searchFindings(steps)],
          metrics: {
            ...searchMetrics(steps, context.objective),
            ...accountMetrics(account, elapsedMs),
            ...generatorMetrics(bestOf(steps)?.strain ?? NO_STRAIN),
          },
          histograms: {},
          events: { "at_objective.latency": bestOf(steps)?.events ?? 0 },
        }),
        steps,
      );
    });
  },
};

class Search {
  sent = 0;
  readonly uncertain: number[] = [];
  readonly #context: ScenarioContext;
  readonly #pool: WorkerPool;
  readonly #topic: string;
  readonly #steps: Step[] = [];
  #lostBefore = 0;

  constructor(context: ScenarioContext, pool: WorkerPool, topic: string) {
    this.#context = context;
    this.#pool = pool;
    this.#topic = topic;
  }

  /** At the first rate; it belongs to the account, but to no step. */
  async warmUp(): Promise<void> {
    const { rate, warmupS = 0 } = this.#context.config;
    if (warmupS === 0) return;
    this.#pool.timeFrom(Infinity);
    await this.#publish(constantPacer(rate, warmupS * 1000));
    const { totals } = await this.#pool.collect(this.sent, this.uncertain);
    this.#lostBefore = totals.lost;
    await this.#pool.timeFromNow();
  }

  /** All steps, by rate. */
  async run(): Promise<Step[]> {
    let rate = this.#context.config.rate;
    let held = 0;
    for (let doubling = 0; doubling < MAX_DOUBLINGS && (await this.#try(rate)); doubling++) {
      held = rate;
      rate *= 2;
    }
    let failed = rate;
    for (let halving = 0; halving < HALVINGS && !this.#context.signal.aborted; halving++) {
      const middle = (held + failed) / 2;
      if (await this.#try(middle)) held = middle;
      else failed = middle;
    }
    return this.#steps.toSorted((one, other) => one.rate - other.rate);
  }

  async #try(rate: number): Promise<boolean> {
    const { config, objective, signal } = this.#context;
    if (signal.aborted) return false;
    const published = await this.#publish(constantPacer(rate, config.durationS * 1000));
    const account = await this.#pool.collect(this.sent, this.uncertain);
    const { latency, totals, strain } = account;
    // The account covers all steps: a loss counts only in the step in which it happened.
    const lost = Math.max(0, totals.lost - this.#lostBefore);
    this.#lostBefore = totals.lost;
    const metrics: Metrics = {
      ...latency.metrics("latency", lost),
      ...published.ack.metrics("publish"),
      lost: lower(lost, "events"),
    };
    const isHeld = isMet(objective, metrics[objective.metric]?.value ?? null);
    const findings = [...checkPublisher(published), ...checkClients(account)];
    this.#steps.push({ rate, events: published.sent, metrics, isHeld, findings, strain });
    return isHeld;
  }

  /** Publishes the next events, and waits until they are delivered. */
  async #publish(pacer: Pacer): Promise<PublishOutcome> {
    const firstSequence = this.sent + 1;
    const published = await publishSteadily(this.#context, this.#topic, { pacer, firstSequence });
    this.sent += published.sent;
    this.uncertain.push(...published.uncertain);
    const sure = this.sent - this.uncertain.length;
    const due = sure * this.#context.config.connections - this.#lostBefore;
    await untilDelivered(this.#pool, due, this.#context);
    return published;
  }
}

function bestOf<OfStep extends Pick<Step, "isHeld">>(steps: readonly OfStep[]): OfStep | undefined {
  return steps.findLast(({ isHeld }) => isHeld);
}

/**
 * The figures are those of the best rate. At the next one the load generator may have failed first, and then the hub
 * can do more than the search found.
 */
export function searchFindings(
  steps: readonly Pick<Step, "rate" | "isHeld" | "findings">[],
): Finding[] {
  const best = bestOf(steps);
  const next = steps.find(({ rate }) => rate > (best?.rate ?? 0));
  const limited = next?.findings.filter(({ isInvalid }) => isInvalid) ?? [];
  return [
    ...(best?.findings ?? []),
    ...limited.map(({ warning }) => ({
      isInvalid: best === undefined,
      warning: `the search ended at ${formatNumber(next?.rate ?? 0)}/s, where ${warning}`,
    })),
  ];
}

function searchMetrics(steps: readonly Step[], objective: Threshold): Metrics {
  const best = bestOf(steps);
  const knee = kneeOf(steps.map((step) => [step.rate, p99Of(step) ?? Infinity] as const));
  return {
    "rate_at_objective.events_per_second": higher(best?.rate ?? null, "/s", steps.length),
    ...(best !== undefined && {
      [`at_objective.${objective.metric}`]: best.metrics[objective.metric] ?? lower(null, ""),
    }),
    ...(knee !== undefined && { "knee.events_per_second": higher(knee, "/s") }),
  };
}

/** The curve of latency over rate; all series share the steps. */
function withCurve(result: ScenarioResult, steps: readonly Step[]): ScenarioResult {
  const series = (values: (number | null)[]): Series => ({ stepMs: 0, values });
  return {
    ...result,
    series: {
      "curve.rate_per_second": series(steps.map(({ rate }) => rate)),
      "curve.latency.p50_ms": series(
        steps.map(({ metrics }) => metrics["latency.p50_ms"]?.value ?? null),
      ),
      "curve.latency.p99_ms": series(steps.map(p99Of)),
    },
  };
}

function p99Of({ metrics }: Step): number | null {
  return metrics["latency.p99_ms"]?.value ?? null;
}
