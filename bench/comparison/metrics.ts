/** Which metrics a comparison judges by default, and how: those that fail it, and those that advise. */

export interface MetricRule {
  /** As in the figures of a round: `server.cpu_us_per_delivery`. */
  readonly name: string;
  readonly unit: string;
  readonly better: "lower" | "higher";
  /** Whether it can fail the comparison. */
  readonly isGated: boolean;
  /** `count` is of what must not happen: none is allowed where the base has none. */
  readonly kind: "ratio" | "count";
}

/** The figure with the deliveries of a round, over which counts are taken. */
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
