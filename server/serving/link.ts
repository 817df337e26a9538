/**
 * What joins the one core of a process (log, intake, statistics) to a thread that serves. With one thread everything
 * happens in the main thread, and these are function calls; with more, they go over a message port.
 */

import type {
  Draft,
  HubDescription,
  HubEvent,
  StatsAnswer,
  StreamQuery,
  StreamRecord,
  StreamsAnswer,
} from "#protocol";
import type { BenchRuns } from "../bench-runs/bench-runs.ts";
import type { Config } from "../config.ts";
import type { Counters } from "../hub/counters.ts";
import type { HubState } from "../hub/hub.ts";
import type { StreamKeys } from "../hub/stream-list.ts";
import type { TopicReaders } from "../hub/topic-readers.ts";
import type { Certificate } from "../listen.ts";
import type { EventLog, LogBounds, ReadableLog, Selected } from "../log/event-log.ts";
import type { PageBundle } from "../routes/bundle.ts";
import type { Sampled } from "../stats/sampler.ts";
import type { Stages } from "../stats/stages.ts";
import type { HistoryWanted } from "../stats/statistics.ts";
import type { ThreadCounted } from "../stats/thread-stages.ts";
import type { BenchAccess } from "./bench-link.ts";
import type { LogSetup } from "./linked-log.ts";
import type { SharedBatch } from "./shared-batch.ts";
import type { SharedCapsMemory } from "./shared-caps.ts";
import type { TopicsCoreCalls, TopicsLink, TopicsThreadCalls } from "./topics-link.ts";

export type { BenchAccess };

/** What any thread can ask about the streams of all. */
export interface Streams {
  streams(query: StreamQuery): Promise<StreamsAnswer>;
  /** The stream with this id, open or closed lately. */
  stream(id: string): Promise<StreamRecord | undefined>;
  /** Ends an open stream, whose client comes back by itself; false if none has this id. */
  endStream(id: string): Promise<boolean>;
}

/** What a thread can be asked about its own. */
export interface ThreadStreams {
  streamKeys(query: StreamQuery): Promise<StreamKeys>;
  /** Those of these streams that are still there. */
  pickStreams(state: StreamQuery["state"], numbers: readonly number[]): Promise<StreamRecord[]>;
  findStream(number: number): Promise<StreamRecord | undefined>;
  cutNumber(number: number): Promise<boolean>;
}

/** What a serving thread has of the core. */
export interface Link extends Streams, TopicsLink {
  readonly log: ReadableLog;
  /** Resolves with the stored event once it is as durable as the log promises. */
  accept(draft: Draft): Promise<HubEvent>;
  /** Ends the stream of this name in whichever other thread has it; false if none has. */
  cutElsewhere(streamName: string): Promise<boolean>;
  /** The statistics of all threads, and at most this many seconds of history. */
  stats(history: number): Promise<StatsAnswer>;
  /** The history of all threads, as JSON. */
  history(wanted: HistoryWanted): Promise<string>;
  /** The statistics for Prometheus. */
  metrics(): Promise<string>;
  loadPage(): Promise<PageBundle>;
  describe(): Promise<HubDescription>;
  /** `undefined` unless pages may start runs. */
  readonly bench: BenchAccess | undefined;
}

/** The core of a process, as those who serve need it. */
export interface Core extends TopicsLink {
  readonly config: Config;
  readonly certificate: Certificate | undefined;
  readonly log: EventLog;
  readonly counters: Counters;
  readonly stages: Stages;
  /** How many files the process may open; `undefined` if the system does not say. */
  readonly descriptorLimit: number | undefined;
  readonly maxStreams: number;
  /** By which the hub recognises its own canary. */
  readonly canaryKey: string;
  /** Monotonic, from the start of the process. */
  readonly nowMs: () => number;
  readonly wallMs: () => number;
  /** `acceptedAtMs` is now, unless the draft has been on its way since. */
  accept(draft: Draft, acceptedAtMs?: number): Promise<HubEvent>;
  stats(history: number): Promise<StatsAnswer>;
  history(wanted: HistoryWanted): Promise<string>;
  metrics(): Promise<string>;
  loadPage(): Promise<PageBundle>;
  describe(): Promise<HubDescription>;
  /** `undefined` unless pages may start runs. */
  readonly bench: BenchAccess | undefined;
  readonly notices: Notices;
}

/** What the operator is told of, once for all threads. */
export interface Notices {
  /** Something failed that should not have. */
  noteFault(what: string, error: unknown): void;
  /** A publisher disconnected before its body was complete. */
  noteBrokenBody(): void;
}

/** What the core has of those who serve, one thread or many. Counters and state are as of the last `collect()`. */
export interface Serving extends Sampled {
  readonly port: number;
  readonly isDraining: boolean;
  readonly topicReaders: TopicReaders;
  /** Gathers what has happened since. */
  collect(): Promise<void>;
  /** Hands an event of the hub's own to live streams. */
  announce(draft: Draft): void;
  /** Accepts no more streams, and ends the open ones over `drainMs`. */
  drain(drainMs: number): Promise<void>;
  /** Stops listening; with `true` it also closes open connections. */
  stop(closeActiveConnections?: boolean): Promise<void>;
}

/** What a thread can be asked by the core. */
export interface ThreadCalls extends ThreadStreams, TopicsThreadCalls {
  /** Listens, and answers with the port. */
  start(setup: ThreadSetup): number;
  /** The log's next events, and what it holds now. */
  take(batch: SharedBatch, bounds: LogBounds): void;
  announce(draft: Draft): void;
  cut(streamName: string): boolean;
  report(): ThreadReport;
  drain(drainMs: number): void;
  /** Stops listening; with `true` it also closes open connections. */
  stop(closeActiveConnections: boolean): void;
}

/** What a thread asks the core. */
export interface CoreCalls extends Notices, Streams, TopicsCoreCalls, BenchRuns {
  accept(draft: Draft, acceptedAtMs: number): HubEvent;
  select(after: number, selectors: readonly string[], limit: number): Selected;
  read(positions: readonly number[], maxBytes: number): readonly HubEvent[];
  positionOf(id: string): number | undefined;
  cutElsewhere(streamName: string): boolean;
  stats(history: number): StatsAnswer;
  history(wanted: HistoryWanted): string;
  metrics(): string;
  loadPage(): PageBundle;
  describe(): HubDescription;
}

export interface ThreadSetup {
  readonly config: Config;
  readonly certificate: Certificate | undefined;
  readonly log: LogSetup;
  readonly caps: SharedCapsMemory;
  readonly descriptorLimit: number | undefined;
  readonly canaryKey: string;
  /** `undefined` unless pages may start runs of the bench. */
  readonly benchToken: string | undefined;
  /** Where the process's monotonic clock starts, in ms since 1970. */
  readonly originMs: number;
  /** How many there are, and which of them this is, from 0. */
  readonly threads: number;
  readonly thread: number;
}

/** What a thread reports. Counters and CPU time are since its start. */
export interface ThreadReport {
  readonly counters: Counters;
  readonly state: HubState;
  readonly cpuUs: number;
  /** Since its last report. */
  readonly counted: ThreadCounted;
  /** Those that came into use, or fell out of it, since its last report. */
  readonly selectors: readonly (readonly [selector: string, isUsed: boolean])[];
}
