/**
 * How many publishes a second the hub takes, as autocannon drives them, while subscribers listen. A
 * closed loop at full speed: it has no intended times, so it says nothing of latency.
 */

import autocannon from "autocannon";
import { writePayload } from "../load/payload.ts";
import { wallMs } from "../load/clock.ts";
import { BenchError, EXIT } from "../bench-error.ts";
import { higher, lower } from "../result.ts";
import {
  accountMetrics,
  clientMetrics,
  newTopic,
  resultOf,
  serverMetrics,
  untilDelivered,
  withPool,
} from "./parts.ts";
import type { Scenario, ScenarioContext } from "./scenario.ts";
import { asWarnings, checkClients, checkDriver, checkOpened, type Finding } from "./validity.ts";

/** Publishers at once, each of which sends its next event when the last was answered: a closed loop. */
const PUBLISHERS = 50;

export const publish: Scenario = {
  name: "publish",
  summary: "autocannon drives POST /events while --connections subscribers listen",
  defaults: { connections: 1_000, rate: 0, durationS: 5, sizeBytes: 100 },
  run: (context) => {
    const topic = newTopic("publish");
    return withPool(context, topic, async (pool, series) => {
      const { target, config, rampPerS } = context;
      const before = await target.readStats();
      const opened = await pool.open(rampPerS, context.signal);
      const stats = await target.readStats();
      const startedMs = performance.now();
      context.progress.show("autocannon publishes");
      const driven = await drive(context, topic);
      const sure = driven.sent - driven.uncertain.length;
      await untilDelivered(pool, sure * config.connections, context);
      const elapsedMs = performance.now() - startedMs;
      const account = await pool.collect(driven.sent, driven.uncertain);
      const { result } = driven;
      return resultOf({
        name: "publish",
        context,
        findings: [
          ...checkOpened(opened, config.connections),
          ...checkAnswers(result),
          ...checkDriver(driven.cpuMs, driven.elapsedMs),
          ...asWarnings(checkClients(account, elapsedMs)),
        ],
        metrics: {
          "publish.requests_per_second": higher(
            result["2xx"] / result.duration,
            "/s",
            result["2xx"],
          ),
          "publish.p50_ms": lower(result.latency.p50, "ms", result["2xx"]),
          "publish.p99_ms": lower(result.latency.p99, "ms", result["2xx"]),
          "publish.max_ms": lower(result.latency.max, "ms", result["2xx"]),
          ...accountMetrics(account, elapsedMs),
          ...clientMetrics(opened),
          ...(await serverMetrics(target, before, stats)),
        },
        histograms: { latency: account.latency },
        series,
      });
    });
  },
};

interface Driven {
  readonly result: autocannon.Result;
  readonly sent: number;
  /** Numbers that autocannon prepared and never saw answered: they may have been published or not. */
  readonly uncertain: readonly number[];
  /** CPU time of this process, which is autocannon's, and the time it is a share of. */
  readonly cpuMs: number;
  readonly elapsedMs: number;
}

async function drive(context: ScenarioContext, topic: string): Promise<Driven> {
  const { target, config, signal } = context;
  let sent = 0;
  const unanswered = new Set<number>();
  const request: autocannon.Request = {
    setupRequest: (prepared, publishing: PublishContext) => {
      publishing.sequence = ++sent;
      unanswered.add(sent);
      const data = writePayload({ sequence: sent, intendedMs: wallMs() }, config.sizeBytes);
      return { ...prepared, body: JSON.stringify({ topic, data }) };
    },
    onResponse: (status, _body, { sequence }: PublishContext) => {
      if (status < 300 && sequence !== undefined) unanswered.delete(sequence);
    },
  };
  const options: autocannon.Options = {
    url: target.eventsUrl.href,
    connections: PUBLISHERS,
    duration: config.durationS,
    method: "POST",
    headers: { "content-type": "application/json" },
    requests: [request],
  };
  const startedMs = performance.now();
  const cpuBefore = process.cpuUsage();
  const result = await runAutocannon(options, signal);
  const { user, system } = process.cpuUsage(cpuBefore);
  const elapsedMs = performance.now() - startedMs;
  return { result, sent, uncertain: [...unanswered], cpuMs: (user + system) / 1000, elapsedMs };
}

async function runAutocannon(
  options: autocannon.Options,
  signal: AbortSignal,
): Promise<autocannon.Result> {
  const { promise, resolve, reject } = Promise.withResolvers<autocannon.Result>();
  const instance = autocannon(options, (error: unknown, result) => {
    if (error instanceof Error) {
      reject(new BenchError(`autocannon failed: ${error.message}`, EXIT.internalError));
    } else resolve(result);
  });
  const stop = () => instance.stop();
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await promise;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** What autocannon hands from a request to its response; it makes a new one for each. */
interface PublishContext {
  sequence?: number;
}

function checkAnswers(result: autocannon.Result): Finding[] {
  const refused = result.non2xx + result.errors + result.timeouts;
  if (refused === 0) return [];
  return [{ isInvalid: true, warning: `${refused} publishes were refused, failed or timed out` }];
}
