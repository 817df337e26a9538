/** Sends each sample to an OpenTelemetry collector, or to anything else that accepts OTLP metrics over HTTP. */

import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { MeterProvider, MetricReader } from "@opentelemetry/sdk-metrics";
import type { Follower, Sample } from "./sampler.ts";

/** [spec] The path of OTLP over HTTP for metrics, if the address has none. */
const METRICS_PATH = "/v1/metrics";
/** An answer that takes longer is given up, which also limits how much later a run ends. */
const TIMEOUT_MS = 3_000;
const PERCENTILES = { p50: 50, p90: 90, p99: 99, max: 100 } as const;

/** Reads when there is a sample, not at an interval of its own. */
class SampleReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

/** A failure to send is reported once, and does not fail the run. */
export function followByOtlp(
  address: URL,
  version: string,
  warn: (text: string) => void,
): Follower {
  const url = address.pathname === "/" ? new URL(METRICS_PATH, address) : address;
  const exporter = new OTLPMetricExporter({ url: url.href, timeoutMillis: TIMEOUT_MS });
  const reader = new SampleReader();
  const record = instrumentsOf(reader, version);
  const sending = new Set<Promise<void>>();
  let hasWarned = false;
  const onError = (error: unknown) => {
    if (!hasWarned) warn(`Cannot send metrics to ${url.origin}: ${reasonOf(error)}`);
    hasWarned = true;
  };
  const send = async () => {
    const { resourceMetrics } = await reader.collect();
    const { promise, resolve } = Promise.withResolvers<void>();
    exporter.export(resourceMetrics, ({ error }) => {
      if (error !== undefined) onError(error);
      resolve();
    });
    await promise;
  };
  return {
    onSample(sample) {
      record(sample);
      const sent = send()
        .catch(onError)
        .finally(() => sending.delete(sent));
      sending.add(sent);
    },
    async close() {
      await Promise.all(sending);
      await exporter.shutdown();
    },
  };
}

/** Records one sample, which the reader then collects. */
function instrumentsOf(reader: MetricReader, version: string): (sample: Sample) => void {
  const resource = resourceFromAttributes({
    "service.name": "streamgauge-bench",
    "service.version": version,
    // Distinguishes one run from the next.
    "service.instance.id": crypto.randomUUID(),
  });
  const meter = new MeterProvider({ readers: [reader], resource }).getMeter("streamgauge", version);
  const deliveries = meter.createCounter("streamgauge.bench.deliveries", { unit: "{event}" });
  const gauge = (
    name: string,
    unit: string,
    read: (sample: Sample) => number | null | undefined,
  ) => {
    const instrument = meter.createObservableGauge(`streamgauge.bench.${name}`, { unit });
    instrument.addCallback((observed) => {
      const value = latest && read(latest);
      // A second without events has no percentiles: it sends none, rather than repeating the last ones.
      if (latest !== undefined && typeof value === "number")
        observed.observe(value, partOf(latest));
    });
  };
  let latest: Sample | undefined;
  for (const [name, percentile] of Object.entries(PERCENTILES)) {
    gauge(`latency.${name}`, "ms", ({ latency }) => latency.percentileMs(percentile));
  }
  gauge("connections.open", "{connection}", ({ counts }) => counts?.open);
  gauge("connections.failed", "{connection}", ({ counts }) => counts?.failed);
  return (sample) => {
    latest = sample;
    deliveries.add(sample.deliveries, partOf(sample));
  };
}

function partOf({ scenario, transport }: Sample) {
  return { scenario, transport };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
