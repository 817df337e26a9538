/** What a load is asked to be on the command line; what is absent is a scenario's own default. */

import type { Transport } from "../result/result.ts";
import type { Threshold } from "../threshold.ts";
import type { Stage } from "./pacer.ts";

/** What cuts the streams: the clients, a killed hub, a drained one, or one that hands over to its successor. */
export type CutBy = "client" | "restart" | "drain" | "handover";

export interface LoadOptions {
  readonly connections?: number | undefined;
  /** A second. */
  readonly rate?: number | undefined;
  readonly durationS?: number | undefined;
  readonly sizeBytes?: number | undefined;
  /** Arrivals a second while clients connect. */
  readonly rampPerS?: number | undefined;
  /** Client processes. */
  readonly workers?: number | undefined;
  readonly transport?: Transport | undefined;
  readonly stages?: readonly Stage[] | undefined;
  readonly burst?: number | undefined;
  readonly cutBy?: CutBy | undefined;
  /** What `saturate` holds. */
  readonly objective?: Threshold | undefined;
  readonly slowPercent?: number | undefined;
  /** What the log holds before `resume` reads from it. */
  readonly events?: number | undefined;
  /** What its clients miss while the hub is restarted. */
  readonly missed?: number | undefined;
  /** A file with a bearer token a line, one for each client in turn. */
  readonly tokensFile?: string | undefined;
  /** A file with the topics of a client a line, one for each client in turn. */
  readonly topicsFile?: string | undefined;
  /** How often `logs` measures each log. */
  readonly rounds?: number | undefined;
}

/** Arrivals a second while clients connect, where that is not what is measured. */
export const DEFAULT_RAMP_PER_S = 2_000;
