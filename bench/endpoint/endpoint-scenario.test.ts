/** The endpoint scenario against real servers: a correct one, and one for each habit that loses or delays events. */

import { describe, expect, test } from "bun:test";
import {
  type EndpointOptions,
  type EndpointOutcome,
  endpointTarget,
  measureEndpoint,
} from "./endpoint-scenario.ts";
import { readTemplate } from "./publish-template.ts";
import { expectKnown } from "../test-measures.ts";
import { type Habit, serveEndpoint, type TestEndpoint } from "./test-endpoint.ts";

const CONNECTIONS = 6;
const CONFIG = { connections: CONNECTIONS, rate: 50, durationS: 0.8, sizeBytes: 60, workers: 1 };

interface RunOptions extends EndpointOptions {
  readonly connections?: number;
  readonly durationS?: number;
  readonly rampPerS?: number;
  readonly signal?: AbortSignal;
}

async function run(
  url: URL,
  { connections, durationS, rampPerS = 1_000, signal, ...options }: RunOptions = {},
): Promise<EndpointOutcome> {
  const outcome = await measureEndpoint(options, {
    target: endpointTarget(url),
    config: { ...CONFIG, ...(connections && { connections }), ...(durationS && { durationS }) },
    rampPerS,
    progress: { show() {} },
    signal: signal ?? new AbortController().signal,
  });
  expectKnown([{ name: "endpoint", metrics: outcome.metrics }]);
  return outcome;
}

async function runAgainst(habit: Habit, options?: RunOptions): Promise<EndpointOutcome> {
  await using server = serveEndpoint({ habit, everyMs: habit === "buffers" ? 5 : 10 });
  return await run(server.url, options);
}

function publishing({ publishUrl }: TestEndpoint) {
  return {
    url: publishUrl,
    template: readTemplate("{data}"),
    headers: {},
    isInsecure: false,
  };
}

const figure = ({ metrics }: EndpointOutcome, name: string) => metrics[name]?.value;
const figures = (result: EndpointOutcome, ...names: string[]) =>
  names.map((name) => figure(result, name));
const isValid = ({ findings }: EndpointOutcome) => !findings.some(({ isInvalid }) => isInvalid);
const warnings = ({ findings }: EndpointOutcome) =>
  findings.map(({ warning }) => warning).join("\n");
const ACCOUNT = ["lost", "duplicated", "out_of_order", "resume.lost", "resume.duplicated"];

describe.concurrent("measureEndpoint()", () => {
  test("finds nothing lost, repeated or out of order on a correct server", async () => {
    const result = await runAgainst("honest");
    expect(figures(result, ...ACCOUNT, "gaps")).toEqual([0, 0, 0, 0, 0, 0]);
    expect(figures(result, "opened_ratio", "delivered_ratio", "recovered_ratio")).toEqual([
      1, 1, 1,
    ]);
    expect(figures(result, "retry_honoured", "retry.min_ms", "retry.max_ms")).toEqual([
      1, 250, 250,
    ]);
    expect(figure(result, "resume.expected")).toBeGreaterThan(0);
    expect(result.metrics["connect.p99_ms"]?.samples).toBe(CONNECTIONS);
    expect(result.metrics["first_event.p99_ms"]?.samples).toBe(CONNECTIONS);
    for (const name of ["interval.p99_ms", "skew.max_ms"]) {
      expect(result.metrics[name]?.samples).toBeGreaterThan(0);
    }
    expect(result.metrics["latency.p50_ms"]).toBeUndefined();
  });

  test("says how many events were lost if Last-Event-ID is ignored", async () => {
    const result = await runAgainst("ignores-resume");
    const [expected, lost] = figures(result, "resume.expected", "resume.lost");
    expect(lost).toBeGreaterThan(0);
    expect(lost).toBe(expected ?? 0);
    expect(figures(result, "lost", "duplicated")).toEqual([0, 0]);
    expect(warnings(result)).toContain(
      `resuming lost ${lost} of ${expected} events that 3 clients missed while they were cut: ` +
        "Last-Event-ID is ignored",
    );
  });

  test("counts what a resume repeats", async () => {
    const result = await runAgainst("repeats-all");
    expect(figures(result, "resume.lost", "duplicated")).toEqual([0, 0]);
    expect(figure(result, "resume.duplicated")).toBeGreaterThan(0);
    expect(warnings(result)).toContain("that were not asked for again");
  });

  test("says that a server buffers, with certainty if it knows the events' age", async () => {
    const blind = await runAgainst("buffers", { durationS: 1.5 });
    expect(warnings(blind)).toMatch(
      /bursts of about \d+ \(2\S* kB\) every .*or because something buffers/,
    );
    expect(figures(blind, "lost", "duplicated", "out_of_order")).toEqual([0, 0, 0]);
    const seeing = await runAgainst("buffers", { durationS: 1.5, timestampPath: "at" });
    expect(warnings(seeing)).toMatch(/old, so something buffers the stream/);
  });

  test("tells events without ids apart, and that they cannot be resumed", async () => {
    const result = await runAgainst("no-ids");
    expect(figures(result, "lost", "duplicated")).toEqual([0, 0]);
    expect(figure(result, "resume.lost")).toBeGreaterThan(0);
    expect(result.metrics["skew.max_ms"]?.samples).toBeGreaterThan(0);
    expect(warnings(result)).toContain("had no id");
  });

  test("claims no loss if each client gets its own events", async () => {
    const result = await runAgainst("own-events");
    expect(figures(result, "lost", "resume.lost", "skew.max_ms")).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(warnings(result)).toContain("each client receives events of its own");
  });

  test("counts events that one client missed", async () => {
    const result = await runAgainst("skips");
    expect(figure(result, "lost")).toBeGreaterThan(0);
    expect(figure(result, "delivered_ratio")).toBeLessThan(1);
  });

  test("measures latency with its own events, and accounts for each of them", async () => {
    await using server = serveEndpoint({});
    const result = await run(server.url, { publish: publishing(server) });
    expect(figures(result, ...ACCOUNT)).toEqual([0, 0, 0, 0, 0]);
    expect(result.metrics["publish.p99_ms"]?.samples).toBe(40);
    expect(result.metrics["latency.p99_ms"]?.samples).toBeGreaterThan(40);
    expect(figures(result, "clock.offset_ms", "clock.error_ms")).toEqual([0, 0]);
  });

  test("counts an event that it published and nobody got as infinitely late, for everyone", async () => {
    await using server = serveEndpoint({ habit: "swallows" });
    const result = await run(server.url, { publish: publishing(server) });
    expect(figures(result, "latency.p50_ms", "latency.p99_ms")).toEqual([null, null]);
    // 27 of 40; half of the clients are not timed after the cut.
    expect(figure(result, "lost")).toBe(27 * CONNECTIONS);
    expect(result.metrics["latency.p99_ms"]?.samples).toBeGreaterThanOrEqual(40 * 3);
    const found = result.findings.find(({ warning }) => warning.startsWith("27 of 40 published"));
    expect(found?.isInvalid).toBe(false);
  });

  test("is invalid if all is lost", async () => {
    await using server = serveEndpoint({ habit: "swallows-all" });
    const result = await run(server.url, { publish: publishing(server) });
    expect(isValid(result)).toBe(false);
    expect(figures(result, "lost", "latency.p50_ms")).toEqual([40 * CONNECTIONS, null]);
    expect(warnings(result)).toContain("none of 40 published events reached a client");
  });

  test("counts an event that one client lost as infinitely late there", async () => {
    const result = await runAgainst("skips", { timestampPath: "at", connections: 4 });
    const [lost, p99] = figures(result, "lost", "latency.p99_ms");
    expect(lost).toBeGreaterThan(0);
    expect(p99).toBeNull();
    expect(warnings(result)).toMatch(/\d+ of \d+ deliveries to connected clients were lost/);
  });

  test("counts a silence that has not ended as a stall", async () => {
    const result = await runAgainst("falls-silent", { durationS: 3 });
    expect(figure(result, "stalls")).toBeGreaterThanOrEqual(3);
    expect(figure(result, "interval.max_ms")).toBeGreaterThan(1_000);
    expect(warnings(result)).toMatch(/\d stalls of up to/);
  });

  test("is invalid if clients give up, with the reason", async () => {
    const result = await runAgainst("endless-line", { connections: 2 });
    expect(isValid(result)).toBe(false);
    expect(warnings(result)).toMatch(
      /2 clients gave up during the run \(2 × Cannot read a line above/,
    );
  });

  test("measures a stream that ends after each event", async () => {
    const result = await runAgainst("polls");
    expect(figures(result, "opened_ratio", "lost", "duplicated", "out_of_order")).toEqual([
      1, 0, 0, 0,
    ]);
    expect(figure(result, "interval.p50_ms")).toBeGreaterThan(0);
    expect(warnings(result)).not.toContain("gave up");
  });

  test.each<Habit>(["random-ids", "pings"])(
    "finds nothing wrong with a server with %s",
    async (habit) => {
      expect(figures(await runAgainst(habit), ...ACCOUNT)).toEqual([0, 0, 0, 0, 0]);
    },
  );

  test("accepts any order of events that were published together, whatever their ids", async () => {
    await using server = serveEndpoint({ habit: "reverses" });
    const result = await run(server.url, { publish: publishing(server) });
    expect(figures(result, ...ACCOUNT)).toEqual([0, 0, 0, 0, 0]);
  });

  test("takes late events for late, not for lost", async () => {
    await using server = serveEndpoint({ habit: "lags" });
    const result = await run(server.url, { publish: publishing(server) });
    expect(figures(result, "lost", "delivered_ratio")).toEqual([0, 1]);
    expect(figure(result, "latency.max_ms")).toBeGreaterThan(900);
  });

  test("counts an event as out of order if it was accepted before another that arrives first", async () => {
    await using server = serveEndpoint({ habit: "swaps" });
    const result = await run(server.url, { publish: publishing(server) });
    expect(figure(result, "out_of_order")).toBeGreaterThan(0);
    expect(warnings(result)).toContain("came out of order");
  });

  test("counts an event as out of order if clients disagree", async () => {
    const result = await runAgainst("disagrees");
    // A client that is cut between the two of a swapped pair really loses the earlier one.
    expect(figure(result, "out_of_order")).toBeGreaterThan(0);
  });

  test("does not demand of a client what was published before it subscribed", async () => {
    const result = await runAgainst("delays", { rampPerS: 30 });
    expect(figures(result, "lost", "out_of_order")).toEqual([0, 0]);
  });

  test("measures latency by a time in the data", async () => {
    const result = await runAgainst("honest", { timestampPath: "at" });
    expect(result.metrics["latency.p50_ms"]?.samples).toBeGreaterThan(0);
  });

  test("is invalid if events come before they are sent, by this machine's clock", async () => {
    await using server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      idleTimeout: 0,
      fetch: () => {
        let timer: Timer | undefined;
        const body = new ReadableStream<string>({
          start(stream) {
            const publish = () => stream.enqueue(`data:{"at":${Date.now() + 60_000}}\n\n`);
            timer = setInterval(publish, 20);
          },
          cancel: () => clearInterval(timer),
        });
        return new Response(body, { headers: { "content-type": "text/event-stream" } });
      },
    });
    const { findings } = await run(server.url, { timestampPath: "at" });
    const found = findings.filter(({ warning }) => /times were below 0/.test(warning));
    expect(found.map(({ isInvalid }) => isInvalid)).toEqual([true]);
  });

  test("says that a resume needs a second connection", async () => {
    const result = await runAgainst("honest", { connections: 1 });
    expect(warnings(result)).toContain("use --connections 2 or more");
    expect(figure(result, "recovered_ratio")).toBeUndefined();
  });

  test("is invalid, with the reason, if clients are refused", async () => {
    await using server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: () => new Response("full", { status: 503 }),
    });
    const result = await run(server.url);
    expect(result.findings[0]?.isInvalid).toBe(true);
    expect(result.findings[0]?.warning).toContain(
      "only 0 of 6 clients opened (6 × Cannot open a stream",
    );
  });

  test("ends soon when interrupted, with what it has", async () => {
    await using server = serveEndpoint({ everyMs: 10 });
    const result = await run(server.url, { durationS: 600, signal: AbortSignal.abort() });
    expect(figure(result, "recovered_ratio")).toBeUndefined();
  });
});
