/** Sends each sample to an OpenTelemetry collector, or whatever else takes OTLP metrics over HTTP. */

import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { MeterProvider, MetricReader } from "@opentelemetry/sdk-metrics";
import type { Follower, Sample } from "./sampler.ts";

/** [spec] The path that OTLP over HTTP has for metrics, where the address has none of its own. */
const METRICS_PATH = "/v1/metrics";
/** An answer that takes longer is given up, so that a run ends at most so much later. */
const TIMEOUT_MS = 3_000;
const PERCENTILES = { p50: 50, p90: 90, p99: 99, max: 100 } as const;

/** Read when a sample is there, instead of at a rhythm of its own. */
class SampleReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

/** What cannot be sent is said once, and fails no run. */
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

/** Takes in one sample, which the reader then collects. */
function instrumentsOf(reader: MetricReader, version: string): (sample: Sample) => void {
  const resource = resourceFromAttributes({
    "service.name": "streamgauge-bench",
    "service.version": version,
    // Tells one run from the next.
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
      // A second without events has no percentiles: it sends none, rather than the last again.
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
