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
  /** What a count is a share of. Default: deliveries. */
  readonly of?: Chances;
  /** How much worse it may be: the usual few percent, or a coarse factor for latencies. Default: `regression`. */
  readonly limit?: "regression" | "latency";
  /** Whether it is read from the server's processes, which are unknown if the bench did not start it. */
  readonly isOfProcess?: boolean;
}

/** How often something could have happened. */
export interface Chances {
  /** The figures of a round that add up to it. */
  readonly figures: readonly string[];
  readonly one: string;
  readonly many: string;
}

/** Figures of a round to which its counts are related: deliveries, publishes sent, and connections asked for. */
export const DELIVERED = "delivered";
export const PUBLISHED = "published";
export const CONNECTIONS = "connections";

export const DELIVERIES: Chances = { figures: [DELIVERED], one: "delivery", many: "deliveries" };
const WHAT_WAS_DUE: Chances = { ...DELIVERIES, figures: [DELIVERED, "lost"] };
const PUBLISHES: Chances = { figures: [PUBLISHED], one: "publish", many: "publishes" };
const STREAMS: Chances = { figures: [CONNECTIONS], one: "connection", many: "connections" };

const gated = { isGated: true, kind: "ratio" } as const;
const advisory = { isGated: false, kind: "ratio" } as const;
const count = { better: "lower", isGated: true, kind: "count" } as const;
const cost = { better: "lower", ...gated, isOfProcess: true } as const;

export const DEFAULT_METRICS: readonly MetricRule[] = [
  { name: "lost", unit: "events", ...count, of: WHAT_WAS_DUE },
  { name: "duplicated", unit: "events", ...count, of: DELIVERIES },
  { name: "refused", unit: "publishes", ...count, of: PUBLISHES },
  { name: "connections_lost", unit: "connections", ...count, of: STREAMS },
  { name: "server.cpu_us_per_delivery", unit: "µs", ...cost },
  { name: "saturated.cpu_us_per_delivery", unit: "µs", ...cost },
  { name: "server.rss_kb_per_connection", unit: "kB", ...cost },
  { name: "deliveries_per_second", unit: "/s", better: "higher", ...gated },
  { name: "rate_at_objective.events_per_second", unit: "/s", better: "higher", ...gated },
  { name: "latency.p50_ms", unit: "ms", better: "lower", ...gated, limit: "latency" },
  { name: "latency.p99_ms", unit: "ms", better: "lower", ...advisory },
  { name: "connects_per_second", unit: "/s", better: "higher", ...advisory },
];
