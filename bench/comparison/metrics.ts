/** The metrics that a comparison judges by default: gated ones, which can fail it, and advisory ones. */

export interface MetricRule {
  /** As in the figures of a round: `server.cpu_us_per_delivery`. */
  readonly name: string;
  readonly unit: string;
  readonly better: "lower" | "higher";
  /** Whether it can fail the comparison. */
  readonly isGated: boolean;
  /** `count` is for what must not happen: none is allowed if the base has none. */
  readonly kind: "ratio" | "count";
}

/** The figure with a round's deliveries, to which counts are related. */
export const DELIVERED = "delivered";

const gated = { isGated: true, kind: "ratio" } as const;
const advisory = { isGated: false, kind: "ratio" } as const;
const count = { unit: "events", better: "lower", isGated: true, kind: "count" } as const;

export const DEFAULT_METRICS: readonly MetricRule[] = [
  { name: "lost", ...count },
  { name: "duplicated", ...count },
  { name: "server.cpu_us_per_delivery", unit: "µs", better: "lower", ...gated },
  { name: "saturated.cpu_us_per_delivery", unit: "µs", better: "lower", ...gated },
  { name: "server.rss_kb_per_connection", unit: "kB", better: "lower", ...gated },
  { name: "deliveries_per_second", unit: "/s", better: "higher", ...gated },
  { name: "rate_at_objective.events_per_second", unit: "/s", better: "higher", ...gated },
  { name: "latency.p50_ms", unit: "ms", better: "lower", ...advisory },
  { name: "latency.p99_ms", unit: "ms", better: "lower", ...advisory },
  { name: "connects_per_second", unit: "/s", better: "higher", ...advisory },
];
