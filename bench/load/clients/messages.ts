/** The messages between the bench's main process and its client processes; plain data only. */

import type { Transport } from "../../result/result.ts";
import type { Access } from "../access.ts";
import type { Strain } from "../process-watch.ts";
import type { Sent } from "../../stats/due.ts";
import type { EncodedEventLatencies } from "../../stats/event-latencies.ts";
import type { LedgerTotals } from "../../stats/ledger.ts";

/** What a client subscribes to. */
export interface Subscription {
  readonly url: string;
  /** In addition to the headers of every request. Default: none. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The tracks that the client receives. Default: track 0. */
  readonly tracks?: readonly number[];
}

/** Opens `count` clients at the given pace. */
export interface OpenOrder {
  readonly kind: "open";
  /** One for all clients of this process, or one for each. */
  readonly subscriptions: readonly Subscription[];
  readonly access: Access;
  readonly count: number;
  /** The index of this process's first client among the clients of all processes. */
  readonly firstIndex: number;
  /** On the machine's clock, in ms since 1970. */
  readonly startAtMs: number;
  readonly ratePerS: number;
  readonly transport: Transport;
  /** Source address of the connections; `undefined` leaves it to the system. */
  readonly localAddress: string | undefined;
  readonly counting: CountingOrder | undefined;
  /** Track n belongs to load n mod `loads`; with several loads, each has latencies of its own. */
  readonly loads: number;
  /** The number of clients over time, instead of all of them at `ratePerS`. */
  readonly stages: readonly ClientStage[] | undefined;
}

/** The number of clients changes linearly to `clients` over `durationMs`. */
export interface ClientStage {
  readonly durationMs: number;
  readonly clients: number;
}

/** Most clients only count their events. All subscribe to one topic, and nothing is published before they open. */
export interface CountingOrder {
  /** One client in `readsEvery` parses its events, to check that they are the published ones. */
  readonly readsEvery: number;
  /** Shorter records are comments, not events. */
  readonly minBytes: number;
}

/** What was sent on one track. */
export interface TrackTotal extends Sent {
  readonly track: number;
}

/** Asks for an account of everything sent so far; nothing was sent on tracks that are not listed. */
export interface CollectOrder {
  readonly kind: "collect";
  readonly tracks: readonly TrackTotal[];
}

export type Order =
  | OpenOrder
  /** Stops waiting for clients that have not opened; they fail for this reason. */
  | { readonly kind: "settle"; readonly reason: string }
  /** The server is about to lose all connections: their recovery is timed from now. */
  | { readonly kind: "await-loss" }
  /** Breaks all connections at once; the clients reconnect by themselves. */
  | { readonly kind: "cut" }
  /** Only events due from then on, on the machine's clock, are timed. */
  | { readonly kind: "time-from"; readonly atMs: number }
  | CollectOrder
  /** This share of the clients stops reading until `resume`; their latencies do not count. */
  | { readonly kind: "pause"; readonly percent: number }
  | { readonly kind: "resume" }
  /** Asks for a progress report at once. */
  | { readonly kind: "report" }
  /** Replaces `ratePerS` clients a second for `durationMs`. */
  | { readonly kind: "churn"; readonly ratePerS: number; readonly durationMs: number }
  | { readonly kind: "close" };

/** Sent several times a second. */
export interface ProgressReport {
  readonly kind: "progress";
  readonly open: number;
  /** Clients that failed for good. */
  readonly failed: number;
  readonly received: number;
  /** Clients that have reconnected since the last cut. */
  readonly recovered: number;
  /** Latencies since the last report. */
  readonly latencies: readonly LatencySlice[];
}

/** The latencies of the events that arrived in a slice of time, as an encoded histogram. */
export interface LatencySlice {
  /** When the slice began, on the machine's clock. */
  readonly atMs: number;
  readonly latency: string;
}

/** All clients of the order have opened or failed. */
export interface OpenedReport {
  readonly kind: "opened";
  readonly open: number;
  /** From the intended arrival to the TCP connection, the first byte, and the open stream: encoded histograms. */
  readonly connect: string;
  readonly firstByte: string;
  /** How often each reason occurred. */
  readonly failures: Readonly<Record<string, number>>;
  /** Resident memory before the first connection and after the last. */
  readonly rssBeforeBytes: number;
  readonly rssAfterBytes: number;
  /** Times below 0, which only a clock that was changed can give. */
  readonly negative: number;
  /** Of the process while its clients opened. */
  readonly strain: Strain;
}

/** An account of everything so far; its latencies are those since the last account. */
export interface CollectedReport {
  readonly kind: "collected";
  readonly totals: LedgerTotals;
  /** When the last event arrived, on the machine's clock; 0 if none did. */
  readonly lastReceivedAtMs: number;
  readonly latency: string;
  /** The same latencies, by when their events were due. */
  readonly eventLatencies: EncodedEventLatencies;
  /** One for each load, if there are several. */
  readonly loadLatencies: readonly string[];
  readonly loadLost: readonly number[];
  readonly recovery: string;
  /** From the intended arrival to the open stream, for all clients so far. */
  readonly connect: string;
  readonly open: number;
  readonly recovered: number;
  readonly reconnects: number;
  /** Streams that broke without the bench's doing. */
  readonly connectionsLost: number;
  readonly gaps: number;
  /** Events without a number of this run. */
  readonly foreign: number;
  readonly failures: Readonly<Record<string, number>>;
  /** Times below 0, which only a clock that was changed or a wrong time in an event can give. */
  readonly negative: number;
  /** Everything read from the clients' sockets, including headers and framing. */
  readonly receivedBytes: number;
  /** Of the process since the last account, or since it opened its clients. */
  readonly strain: Strain;
  /** How long the process has waited for a core since it opened its clients. */
  readonly waitedMs: number;
}

export type WorkerReport =
  | { readonly kind: "ready" }
  | { readonly kind: "awaiting-loss" }
  | ProgressReport
  | OpenedReport
  | CollectedReport
  | { readonly kind: "failed"; readonly reason: string };
