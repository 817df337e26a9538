/**
 * Publishers at full speed, driven by autocannon. Each sends its next event when the previous one is answered: a
 * closed loop.
 */

import type autocannon from "autocannon";
import { BenchError, EXIT } from "../bench-error.ts";
import { wallMs } from "../load/time.ts";
import { writePayload } from "../load/payload.ts";
import { LatencyHistogram } from "../stats/latency.ts";
import type { ScenarioContext } from "./scenario.ts";
import { checkDriver, notTaken, type Finding } from "../load/validity.ts";

/** Publishers at once. */
const PUBLISHERS = 50;

export interface Driven {
  readonly result: autocannon.Result;
  readonly sent: number;
  /** Events that autocannon prepared and never saw answered: they may or may not have been published. */
  readonly uncertain: readonly number[];
  /** From when an event was due, which is the answer to the one before, to its own. autocannon's are whole milliseconds. */
  readonly ack: LatencyHistogram;
  /** CPU time of this process, which runs autocannon, and the time in which it was used. */
  readonly cpuMs: number;
  readonly elapsedMs: number;
}

/** Drives the publishers for the configured time. */
export async function drive(context: ScenarioContext, topic: string): Promise<Driven> {
  const { target, config, signal } = context;
  // Loading it takes longer than the rest of the bench, which other scenarios need not wait for.
  const { default: start } = await import("autocannon");
  let sent = 0;
  const unanswered = new Set<number>();
  const ack = new LatencyHistogram();
  const request: autocannon.Request = {
    setupRequest: (prepared, publishing: PublishContext) => {
      publishing.sequence = ++sent;
      publishing.preparedMs = wallMs();
      unanswered.add(sent);
      const payload = { sequence: sent, intendedMs: publishing.preparedMs };
      const data = writePayload(payload, config.sizeBytes);
      return { ...prepared, body: JSON.stringify({ topic, data }) };
    },
    onResponse: (status, _body, { sequence, preparedMs }: PublishContext) => {
      if (preparedMs !== undefined) ack.record(wallMs() - preparedMs);
      if (status < 300 && sequence !== undefined) unanswered.delete(sequence);
    },
  };
  const options: autocannon.Options = {
    url: target.eventsUrl.href,
    connections: PUBLISHERS,
    duration: config.durationS,
    method: "POST",
    headers: { "content-type": "application/json", ...target.access.headers },
    tlsOptions: { rejectUnauthorized: !target.access.isInsecure },
    requests: [request],
  };
  const startedMs = performance.now();
  const cpuBefore = process.cpuUsage();
  const result = await runAutocannon(start, options, signal);
  const { user, system } = process.cpuUsage(cpuBefore);
  const elapsedMs = performance.now() - startedMs;
  const cpuMs = (user + system) / 1000;
  return { result, sent, uncertain: [...unanswered], ack, cpuMs, elapsedMs };
}

async function runAutocannon(
  start: typeof autocannon,
  options: autocannon.Options,
  signal: AbortSignal,
): Promise<autocannon.Result> {
  const { promise, resolve, reject } = Promise.withResolvers<autocannon.Result>();
  const instance = start(options, (error: unknown, result) => {
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

/** What autocannon passes from a request to its response; each request gets a new one. */
interface PublishContext {
  sequence?: number;
  preparedMs?: number;
}

/** Whether all publishes were accepted, and whether this process had time to send more. */
export function checkDriven({ result, cpuMs, elapsedMs }: Driven): Finding[] {
  const refused = result.non2xx + result.errors + result.timeouts;
  return [
    ...(refused === 0 ? [] : [notTaken(refused, "refused, failed or timed out")]),
    ...checkDriver(cpuMs, elapsedMs),
  ];
}
