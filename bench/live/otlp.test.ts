import { expect, test } from "bun:test";
import { runBench } from "../test-bench.ts";
import { serveSlowly } from "./test-slow-server.ts";
import { nightly } from "../test-nightly.ts";

interface Point {
  readonly attributes: readonly { readonly key: string; readonly value: unknown }[];
  readonly asDouble?: number;
  readonly asInt?: number;
}

interface Metric {
  readonly name: string;
  readonly unit: string;
  readonly gauge?: { readonly dataPoints: readonly Point[] };
  readonly sum?: { readonly dataPoints: readonly Point[]; readonly isMonotonic: boolean };
}

/** The parts of an ExportMetricsServiceRequest in JSON that this test reads. */
interface Exported {
  readonly resourceMetrics: readonly {
    readonly resource: { readonly attributes: Point["attributes"] };
    readonly scopeMetrics: readonly { readonly metrics: readonly Metric[] }[];
  }[];
}

/** A collector that answers with `status`, and what it received. */
function collect(status: number) {
  const got: { readonly path: string; readonly token: string | null; readonly body: Exported }[] =
    [];
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    async fetch(request) {
      const { pathname: path } = new URL(request.url);
      // The bench wrote it: any other shape fails the test.
      const body = (await request.json()) as Exported;
      got.push({ path, token: request.headers.get("x-token"), body });
      return Response.json({}, { status });
    },
  });
  return { got, url: server.url.href, [Symbol.dispose]: () => void server.stop(true) };
}

function metricsOf({ resourceMetrics }: Exported): readonly Metric[] {
  return resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((one) => one.metrics));
}

function numberOf({ asDouble, asInt }: Point): number {
  return asDouble ?? asInt ?? Number.NaN;
}

/** The exit codes of a run that came to its end: 3 if the machine was too busy for its times. */
const ENDED = [0, 3];
const ENDPOINT = ["endpoint", "-c", "2", "-d", "3s"];

test.concurrent(
  "--otlp sends each second's figures, and counts every delivery",
  async () => {
    using collector = collect(200);
    const argv = [
      "fan-out",
      "-c",
      "5",
      "-r",
      "20",
      "-d",
      "3s",
      "--warmup",
      "0",
      "--otlp",
      collector.url,
    ];
    const { stderr } = await runBench(argv, undefined, {
      OTEL_EXPORTER_OTLP_HEADERS: "x-token=secret",
    });
    expect(stderr).not.toContain("Cannot send");
    expect(collector.got.length).toBeGreaterThan(3);
    for (const { path, token } of collector.got) {
      expect([path, token]).toEqual(["/v1/metrics", "secret"]);
    }
    const all = collector.got.flatMap(({ body }) => metricsOf(body));
    const medians = all.filter(({ name }) => name === "streamgauge.bench.latency.p50");
    expect(medians.length).toBeGreaterThan(1);
    for (const { unit, gauge } of medians) {
      expect(unit).toBe("ms");
      for (const point of gauge?.dataPoints ?? []) {
        expect(numberOf(point)).toBeGreaterThan(0);
        expect(point.attributes).toEqual([
          { key: "scenario", value: { stringValue: "fan-out" } },
          { key: "transport", value: { stringValue: "sse" } },
        ]);
      }
    }
    const sums = all.filter(({ name }) => name === "streamgauge.bench.deliveries");
    const totals = sums.flatMap(({ sum }) => sum?.dataPoints ?? []).map(numberOf);
    expect(Math.max(...totals)).toBe(300);
    const resource = collector.got[0]?.body.resourceMetrics[0]?.resource.attributes;
    expect(resource).toContainEqual({
      key: "service.name",
      value: { stringValue: "streamgauge-bench" },
    });
  },
  60_000,
);

test.concurrent(
  "a collector that refuses is said once, and fails no run",
  async () => {
    using server = serveSlowly(0);
    using collector = collect(400);
    const address = `${collector.url}api/v1/otlp/v1/metrics`;
    const url = ["--url", `${server.url}/events`];
    const { stderr, code } = await runBench([...ENDPOINT, ...url, "--otlp", address]);
    expect(ENDED).toContain(code);
    expect(stderr.split("Cannot send metrics to").length - 1).toBe(1);
    expect(collector.got[0]?.path).toBe("/api/v1/otlp/v1/metrics");
  },
  60_000,
);

nightly(
  "nobody at the address is said once, and fails no run",
  async () => {
    using server = serveSlowly(0);
    const url = ["--url", `${server.url}/events`];
    const { stderr, code } = await runBench([...ENDPOINT, ...url, "--otlp", "http://127.0.0.1:9"]);
    expect(ENDED).toContain(code);
    expect(stderr.split("Cannot send metrics to http://127.0.0.1:9").length - 1).toBe(1);
  },
  60_000,
);
