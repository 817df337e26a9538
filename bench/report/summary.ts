/** What a reader wants to know first about each scenario, in a few sentences that all reports share. */

import type { ScenarioResult } from "../result/result.ts";
import { counted, formatNumber } from "./figures.ts";
import {
  account,
  connecting,
  connections,
  cost,
  detail,
  durability,
  firstByte,
  floor,
  growth,
  latency,
  logWaits,
  opened,
  publishing,
  recovered,
  recovery,
  rest,
  resuming,
  saturation,
  sseLatency,
  transportRatios,
  unicasting,
  wsLatency,
} from "./sentences.ts";
import type { Sentence } from "./sentence.ts";
import { threadLatency, threadScaling } from "./thread-sentence.ts";

/** The answers to the scenarios' own questions. */
const ANSWERS = [
  publishing,
  durability,
  saturation,
  unicasting,
  growth,
  transportRatios,
  threadScaling,
  resuming,
  recovered,
  opened,
] as const;
const PERCENTILES = [
  latency,
  floor,
  sseLatency,
  wsLatency,
  logWaits,
  threadLatency,
  recovery,
  connecting,
  firstByte,
];
/** Every sentence that owns metrics. */
export const SENTENCES: readonly Sentence[] = [
  ...ANSWERS,
  account,
  connections,
  ...PERCENTILES,
  cost,
  detail,
];
const others = rest(SENTENCES);

/** A scenario's own question comes first; then whether everything arrived, how late, and at what cost. */
const ORDER: readonly Sentence[] = [
  publishing,
  durability,
  logWaits,
  saturation,
  unicasting,
  growth,
  threadScaling,
  threadLatency,
  transportRatios,
  sseLatency,
  wsLatency,
  resuming,
  recovered,
  recovery,
  opened,
  connecting,
  firstByte,
  account,
  connections,
  latency,
  floor,
  others,
  cost,
];
/** These scenarios ask whether anyone was disturbed: the account and the latency answer that. */
const UNDISTURBED = first(account, latency, others);
/** For a third party's endpoint: first whether it is reliable, then how fast it is. */
const STRANGER = first(account, resuming, latency, recovered, recovery, others);
const ORDERS: ReadonlyMap<string, readonly Sentence[]> = new Map([
  ["slow-readers", UNDISTURBED],
  ["churn", UNDISTURBED],
  ["endpoint", STRANGER],
]);

function first(...sentences: readonly Sentence[]): readonly Sentence[] {
  return [...sentences, ...ORDER.filter((sentence) => !sentences.includes(sentence))];
}

/** One line: the load and whether the figures can be trusted. */
export function headline(scenario: ScenarioResult): string {
  return `${scenario.name}: ${loadOf(scenario)}: ${stateOf(scenario)}`;
}

/** The load and its target; the transport only if it is not SSE. */
export function loadOf({ target, transport, config }: ScenarioResult): string {
  const load = [counted(config.connections, "connection")];
  if (config.pattern?.includes("s:")) load.push(`stages ${config.pattern}`);
  else if (config.rate > 0) load.push(`${formatNumber(config.rate)}/s`);
  if (config.pattern?.startsWith("burst:")) load.push(`in bursts of ${config.pattern.slice(6)}`);
  if (config.durationS > 0) load.push(`${formatNumber(config.durationS)} s`);
  if (config.warmupS !== undefined) load.push(`after ${formatNumber(config.warmupS)} s of warm-up`);
  if (config.sizeBytes > 0) load.push(`${formatNumber(config.sizeBytes)} B`);
  if (config.hubThreads !== undefined) load.push(counted(config.hubThreads, "hub thread"));
  if (config.repeat !== undefined) load.push(counted(config.repeat, "run"));
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

/** The scenario's own figures in words, as far as it has them. */
export function findings({ name, metrics }: ScenarioResult): string[] {
  return (ORDERS.get(name) ?? ORDER).flatMap((sentence) => sentence.say(metrics));
}

const ANSWERING: ReadonlySet<Sentence> = new Set([...ANSWERS, account]);

/** What a table of the other metrics does not need to repeat. */
export interface Answers {
  readonly lines: readonly string[];
  readonly owns: (name: string) => boolean;
}

/** The findings without percentiles and costs, for a report that has those in a table. */
export function answers({ name, metrics }: ScenarioResult): Answers {
  const said = (ORDERS.get(name) ?? ORDER)
    .filter((sentence) => ANSWERING.has(sentence))
    .map((sentence) => ({ sentence, lines: sentence.say(metrics) }))
    .filter(({ lines }) => lines.length > 0);
  return {
    lines: said.flatMap(({ lines }) => lines),
    owns: (metric) => said.some(({ sentence }) => sentence.owns(metric)),
  };
}
