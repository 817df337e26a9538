/** What a round measures of a server. */

import { MIN_CONNECTIONS_FOR_MEMORY } from "../load/limits.ts";

/** The names of a round's figures: stable, and with their unit. */
export type FigureName =
  | "server.cpu_us_per_delivery"
  | "latency.p50_ms"
  | "latency.p99_ms"
  | "deliveries_per_second"
  | "saturated.cpu_us_per_delivery"
  | "saturated.deliveries_per_cpu_second"
  | "server.rss_kb_per_connection"
  | "connects_per_second";

export interface Figure {
  readonly name: FigureName;
  /** The heading of its column. */
  readonly label: string;
  readonly unit: string;
  readonly better: "lower" | "higher";
}

/** In the order of the table's columns. */
export const FIGURES: readonly Figure[] = [
  { name: "server.cpu_us_per_delivery", label: "CPU µs/delivery", unit: "µs", better: "lower" },
  { name: "latency.p50_ms", label: "p50 ms", unit: "ms", better: "lower" },
  { name: "latency.p99_ms", label: "p99 ms", unit: "ms", better: "lower" },
  { name: "deliveries_per_second", label: "deliveries/s", unit: "/s", better: "higher" },
  { name: "saturated.cpu_us_per_delivery", label: "saturated CPU µs", unit: "µs", better: "lower" },
  {
    name: "saturated.deliveries_per_cpu_second",
    label: "deliveries/CPU s",
    unit: "/s",
    better: "higher",
  },
  { name: "server.rss_kb_per_connection", label: "kB/connection", unit: "kB", better: "lower" },
  { name: "connects_per_second", label: "connects/s", unit: "/s", better: "higher" },
];

export type RoundFigures = Readonly<Partial<Record<FigureName, number>>>;

/** Unknown with so few that a process's own growth hides them, and if it gave back more than they took. */
export function memoryPerConnection(
  before: number | undefined,
  after: number | undefined,
  connections: number,
): RoundFigures {
  if (before === undefined || after === undefined || after <= before) return {};
  if (connections < MIN_CONNECTIONS_FOR_MEMORY) return {};
  return { "server.rss_kb_per_connection": (after - before) / 1024 / connections };
}
