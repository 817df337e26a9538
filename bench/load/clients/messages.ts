/** What the bench's main process and its client processes tell each other; plain data only. */

import type { Transport } from "../../result/result.ts";
import type { Access } from "../access.ts";
import type { LedgerTotals, Sent } from "../../stats/ledger.ts";

/** What a client asks for. */
export interface Subscription {
  readonly url: string;
  /** Beside those that every request has. Default: none. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The tracks of the run that it is sent. Default: number 0. */
  readonly tracks?: readonly number[];
}

/** Opens `count` clients at their paced times. */
export interface OpenOrder {
  readonly kind: "open";
  /** One for all, or one for each client of this process. */
  readonly subscriptions: readonly Subscription[];
  readonly access: Access;
  readonly count: number;
  /** The number of its first client among the clients of all processes. */
  readonly firstIndex: number;
  /** On the machine's clock, in ms since 1970. */
  readonly startAtMs: number;
  readonly ratePerS: number;
  readonly transport: Transport;
  /** Source address of the connections; `undefined` for the system's choice. */
  readonly localAddress: string | undefined;
  readonly counting: CountingOrder | undefined;
  /** Track n is of load n mod `loads`: each load's latencies are told apart where there are several. */
  readonly loads: number;
  /** How many clients there shall be over time, instead of all of them at `ratePerS`. */
  readonly stages: readonly ClientStage[] | undefined;
}

/** The number of clients goes in a straight line to `clients` over `durationMs`. */
export interface ClientStage {
  readonly durationMs: number;
  readonly clients: number;
}

/** Most clients only count their events; all are of one topic and none is published to it before they open. */
export interface CountingOrder {
  /** One of so many reads its events, and is the witness that they are what was published. */
  readonly readsEvery: number;
  /** Least size of an event on the wire; what is shorter is none. */
  readonly minBytes: number;
}

/** What was sent on one track. */
export interface TrackTotal extends Sent {
  readonly track: number;
}

/** Asks for the account of all that was sent so far; of a track that is not among them nothing was. */
export interface CollectOrder {
  readonly kind: "collect";
  readonly tracks: readonly TrackTotal[];
}

export type Order =
  | OpenOrder
  /** Waits no longer for clients that have not opened, and counts them as failed for this reason. */
  | { readonly kind: "settle"; readonly reason: string }
  /** The server is about to lose every connection: their return is timed from now. */
  | { readonly kind: "await-loss" }
  /** Breaks every connection at once; the clients come back by themselves. */
  | { readonly kind: "cut" }
  | CollectOrder
  /** So many of a hundred clients stop reading, from now until `resume`; their latencies do not count. */
  | { readonly kind: "pause"; readonly percent: number }
  | { readonly kind: "resume" }
  /** Asks for a progress report at once. */
  | { readonly kind: "report" }
  /** Clients leave and others come in their place, `ratePerS` of them, for `durationMs`. */
  | { readonly kind: "churn"; readonly ratePerS: number; readonly durationMs: number }
  | { readonly kind: "close" };

/** Twice a second or so. */
export interface ProgressReport {
  readonly kind: "progress";
  readonly open: number;
  /** Clients that failed for good. */
  readonly failed: number;
  readonly received: number;
  /** Clients back since the last cut. */
  readonly recovered: number;
  /** Latencies since the last report: an encoded histogram, or nothing when there were none. */
  readonly latency: string | undefined;
}

/** Every client of the order is open or has failed. */
export interface OpenedReport {
  readonly kind: "opened";
  readonly open: number;
  /** Intended arrival to TCP connected, to the first byte, and to the stream open: encoded histograms. */
  readonly connect: string;
  readonly firstByte: string;
  /** How often each reason came. */
  readonly failures: Readonly<Record<string, number>>;
  /** Resident memory before the first and after the last connection. */
  readonly rssBeforeBytes: number;
  readonly rssAfterBytes: number;
}

/** The account of everything so far; the latencies are those since the last account. */
export interface CollectedReport {
  readonly kind: "collected";
  readonly totals: LedgerTotals;
  readonly latency: string;
  /** Of each load, where there are several. */
  readonly loadLatencies: readonly string[];
  readonly recovery: string;
  /** Intended arrival to open, of all clients so far. */
  readonly connect: string;
  readonly open: number;
  readonly recovered: number;
  readonly reconnects: number;
  readonly gaps: number;
  /** Events that carry no number of this run. */
  readonly foreign: number;
  readonly failures: Readonly<Record<string, number>>;
  /** Everything read off the clients' sockets, headers and framing included. */
  readonly receivedBytes: number;
  /** The longest that the process was late for a timer since it opened. */
  readonly loopLagMs: number;
  /** Its CPU time since it opened. */
  readonly cpuMs: number;
  /** How long it wanted a core and had none since it opened. */
  readonly waitedMs: number;
}

export type WorkerReport =
  | { readonly kind: "ready" }
  | ProgressReport
  | OpenedReport
  | CollectedReport
  | { readonly kind: "failed"; readonly reason: string };
