/** The flags that shape a load, whatever is put under it. */

import { readNumber, readThresholds } from "./flag-values.ts";
import type { Stage } from "./load/pacer.ts";
import { readStages } from "./load/pattern.ts";
import { MIN_PAYLOAD_BYTES } from "./load/payload.ts";
import type { Transport } from "./result.ts";
import type { Threshold } from "./threshold.ts";

/** What was asked for on the command line; what is absent is a scenario's own default. */
export interface LoadOptions {
  readonly connections: number | undefined;
  /** A second. */
  readonly rate: number | undefined;
  readonly durationS: number | undefined;
  readonly sizeBytes: number | undefined;
  /** Arrivals a second while clients connect. */
  readonly rampPerS: number | undefined;
  /** Client processes. */
  readonly workers: number | undefined;
  readonly transport: Transport | undefined;
  readonly stages: readonly Stage[] | undefined;
  readonly burst: number | undefined;
  readonly cutBy: CutBy | undefined;
  /** What `saturate` holds. */
  readonly objective: Threshold | undefined;
  readonly slowPercent: number | undefined;
  /** What the log holds before `resume` reads from it. */
  readonly events: number | undefined;
  /** What its clients miss while the hub is restarted. */
  readonly missed: number | undefined;
}

/** What may cut the streams: the clients, a killed hub, a drained one, or one that hands over to its successor. */
const CUTS = ["client", "restart", "drain", "handover"] as const;
export type CutBy = (typeof CUTS)[number];

/** Bounds of what one machine is asked for, with room. */
const MAX = {
  connections: 200_000,
  rate: 1_000_000,
  durationS: 86_400,
  sizeBytes: 1_000_000,
  events: 10_000_000,
  missed: 100_000,
};

/** These flags as `parseArgs` hands them over. */
export type LoadFlags = Readonly<
  Partial<
    Record<
      | "connections"
      | "rate"
      | "duration"
      | "size"
      | "ramp"
      | "workers"
      | "transport"
      | "stages"
      | "burst"
      | "cut-by"
      | "objective"
      | "slow"
      | "events"
      | "missed",
      string | undefined
    >
  >
>;

/** Reads them; what is wrong is added to `faults`. */
export function readLoad(values: LoadFlags, faults: string[]): LoadOptions {
  const whole = (name: string, text: string | undefined, min: number, max: number) =>
    readNumber(`--${name}`, text, min, max, true, faults);
  return {
    connections: whole("connections", values.connections, 1, MAX.connections),
    rate: readNumber("--rate", values.rate, 0.01, MAX.rate, false, faults),
    durationS: readNumber("--duration", values.duration, 0.1, MAX.durationS, false, faults),
    sizeBytes: whole("size", values.size, MIN_PAYLOAD_BYTES, MAX.sizeBytes),
    rampPerS: readNumber("--ramp", values.ramp, 1, MAX.rate, false, faults),
    workers: whole("workers", values.workers, 1, 64),
    transport: readTransport(values.transport, faults),
    stages: readStagesFlag(values.stages, faults),
    burst: whole("burst", values.burst, 1, MAX.rate),
    cutBy: readCutBy(values["cut-by"], faults),
    objective: readThresholds("--objective", values.objective, faults)[0],
    slowPercent: whole("slow", values.slow, 1, 99),
    events: whole("events", values.events, 1, MAX.events),
    missed: whole("missed", values.missed, 1, MAX.missed),
  };
}

function readStagesFlag(text: string | undefined, faults: string[]): readonly Stage[] | undefined {
  const stages = text === undefined ? undefined : readStages(text);
  if (text !== undefined && stages === undefined) {
    faults.push(
      `--stages is '${text}': expected times and rates to reach, such as 10s:1000,30s:5000,10s:0`,
    );
  }
  return stages;
}

function readCutBy(text: string | undefined, faults: string[]): CutBy | undefined {
  if (text === undefined || isCutBy(text)) return text;
  faults.push(`--cut-by is '${text}': expected ${CUTS.join(", ")}`);
  return undefined;
}

function isCutBy(text: string): text is CutBy {
  return CUTS.some((cut) => cut === text);
}

function readTransport(text: string | undefined, faults: string[]): Transport | undefined {
  if (text === undefined || text === "sse" || text === "ws" || text === "both") return text;
  faults.push(`--transport is '${text}': expected sse, ws or both`);
  return undefined;
}
