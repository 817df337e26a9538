/** What a reader wants to know first of each scenario, in a few sentences shared by all reports. */

import type { ScenarioResult } from "../result/result.ts";
import { formatNumber } from "./figures.ts";
import {
  account,
  cost,
  durability,
  growth,
  latency,
  opening,
  publishing,
  recovery,
  rest,
  resuming,
  saturation,
  type Sentence,
  transports,
  unicasting,
} from "./sentences.ts";

/** A scenario's own question comes first; then whether all arrived, how late, and at what cost. */
const ORDER: readonly Sentence[] = [
  publishing,
  durability,
  saturation,
  unicasting,
  growth,
  transports,
  resuming,
  recovery,
  opening,
  account,
  latency,
  rest,
  cost,
];
/** These ask whether anyone was disturbed: that shows in the account and the latency. */
const UNDISTURBED: readonly Sentence[] = [account, latency, rest, recovery, opening, cost];
/** Of a stranger's endpoint: whether it keeps its word, before how fast it is. */
const STRANGER: readonly Sentence[] = [account, resuming, latency, recovery, rest, opening];
const ORDERS: ReadonlyMap<string, readonly Sentence[]> = new Map([
  ["slow-readers", UNDISTURBED],
  ["churn", UNDISTURBED],
  ["endpoint", STRANGER],
]);

/** One line: the load and whether the figures can be trusted. */
export function headline(scenario: ScenarioResult): string {
  return `${scenario.name}: ${loadOf(scenario)}: ${stateOf(scenario)}`;
}

/** What was asked of whom; the transport only where it is another than SSE. */
export function loadOf({ target, transport, config }: ScenarioResult): string {
  const load = [`${formatNumber(config.connections)} connections`];
  if (config.pattern?.includes("s:")) load.push(`stages ${config.pattern}`);
  else if (config.rate > 0) load.push(`${formatNumber(config.rate)}/s`);
  if (config.pattern?.startsWith("burst:")) load.push(`in bursts of ${config.pattern.slice(6)}`);
  if (config.durationS > 0) load.push(`${formatNumber(config.durationS)} s`);
  if (config.sizeBytes > 0) load.push(`${formatNumber(config.sizeBytes)} B`);
  return [...load, target, ...TRANSPORTS[transport]].join(", ");
}

const TRANSPORTS: Readonly<Record<ScenarioResult["transport"], readonly string[]>> = {
  sse: [],
  ws: ["WebSocket"],
  both: ["SSE and WebSocket"],
};

export function stateOf({ valid, partial }: ScenarioResult): string {
  return [valid ? "valid" : "INVALID", ...(partial ? ["interrupted: PARTIAL"] : [])].join(", ");
}

/** The scenario's own figures in words; only those that it has. */
export function findings({ name, metrics }: ScenarioResult): string[] {
  return (ORDERS.get(name) ?? ORDER).flatMap((sentence) => sentence(metrics));
}
