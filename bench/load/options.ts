/** The load that the command line asks for; each scenario has defaults for what is omitted. */

import type { Transport } from "../result/result.ts";
import type { Threshold } from "../threshold.ts";
import type { Stage } from "./pacer.ts";

/** How streams are cut: by the clients, by killing the hub, by draining it, or by handing over to a second hub. */
export type CutBy = "client" | "restart" | "drain" | "handover";

export interface LoadOptions {
  readonly connections?: number | undefined;
  /** Events per second. */
  readonly rate?: number | undefined;
  readonly durationS?: number | undefined;
  readonly sizeBytes?: number | undefined;
  /** How long events are published before any is timed. */
  readonly warmupS?: number | undefined;
  /** Arrivals per second while clients connect. */
  readonly rampPerS?: number | undefined;
  /** Client processes. */
  readonly workers?: number | undefined;
  /** Threads of each hub that the bench starts; `auto` lets the hub decide. */
  readonly hubThreads?: number | "auto" | undefined;
  readonly transport?: Transport | undefined;
  readonly stages?: readonly Stage[] | undefined;
  readonly burst?: number | undefined;
  readonly cutBy?: CutBy | undefined;
  /** The condition that `saturate` must meet. */
  readonly objective?: Threshold | undefined;
  readonly slowPercent?: number | undefined;
  /** How many events the log holds before `resume` reads from it. */
  readonly events?: number | undefined;
  /** How many events its clients miss while the hub restarts. */
  readonly missed?: number | undefined;
  /** Deliveries that have not moved for this long are not waited for. */
  readonly patienceMs?: number | undefined;
  /** A file with one bearer token per line, given to the clients in turn. */
  readonly tokensFile?: string | undefined;
  /** A file with one client's topics per line, given to the clients in turn. */
  readonly topicsFile?: string | undefined;
  /** How many runs each result sums up. */
  readonly repeat?: number | undefined;
  /** How often `logs` measures each log. */
  readonly rounds?: number | undefined;
}

/** The first seconds of a load are slower: code is compiled, and buffers grow. */
export const DEFAULT_WARMUP_S = 2;
/** Arrivals per second while clients connect, unless connecting is what is measured. */
export const DEFAULT_RAMP_PER_S = 2_000;

/** Deliveries that have not moved for this long are not waited for. */
export const DEFAULT_PATIENCE_MS = 5_000;
