/**
 * Streams as `GET /streams` lists them a page at a time, and `GET /streams/ID` one of them. The hub's own canary is not
 * among them.
 */

import { MAX_TOPIC_LENGTH } from "./topic.ts";

/** Streams of a page, unless the request says otherwise, and at most. */
export const DEFAULT_PAGE_STREAMS = 100;
export const MAX_PAGE_STREAMS = 1_000;
/** Longest text to search for: every topic can be. */
export const MAX_SEARCH_CHARACTERS = MAX_TOPIC_LENGTH;
/** Topics of a stream that a page names; `GET /streams/ID` names all of an open one. */
export const MAX_LISTED_TOPICS = 8;
/** What is kept of a longer user agent. */
export const MAX_USER_AGENT_CHARACTERS = 256;
/** Closed streams that each serving thread remembers, the latest. */
export const MAX_CLOSED_STREAMS = 500;

/** The id of a stream: `<thread>-<number>`. */
export const STREAM_ID = /^(\d{1,3})-(\d{1,15})$/;

export const STREAM_STATES = ["open", "closed"] as const;
export const TRANSPORTS = ["sse", "ws"] as const;
export const SORT_ORDERS = ["asc", "desc"] as const;

/** What a list can be sorted by: fields of a stream. `topics` sorts by the first of them. */
export const STREAM_SORTS = [
  "topics",
  "position",
  "lagEvents",
  "address",
  "userAgent",
  "transport",
  "thread",
  "openedAtMs",
  "sentBytes",
  "stalls",
  "closedAtMs",
  "cause",
] as const;

export type Transport = (typeof TRANSPORTS)[number];
export type StreamSort = (typeof STREAM_SORTS)[number];

/**
 * Why a stream was closed: its client left; it stalled; somebody cut it; the hub drained; writing to it failed; it had
 * part of an event whose rest is gone; the log could not be read.
 */
export type StreamCause =
  "client left" | "stalled" | "cut" | "drained" | "write failed" | "event lost" | "log unavailable";

export interface StreamRecord {
  /** Unique while the hub runs. */
  readonly id: string;
  /** Live, or behind the head; `null` if it is closed. */
  readonly state: "live" | "lagging" | null;
  /** In alphabetical order; in a list only the first. */
  readonly topics: readonly string[];
  readonly topicCount: number;
  /** Position in the log of the last event that it has, or that it has been passed over for. */
  readonly position: number;
  /** How many events of the log it is behind the head, or was when it was closed. */
  readonly lagEvents: number;
  /** The client's, behind trusted proxies too; `null` if unknown. */
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly transport: Transport;
  readonly thread: number;
  /** By the hub's clock, ms since 1970. */
  readonly openedAtMs: number;
  /** Handed to its connection, without HTTP's and TLS's own. */
  readonly sentBytes: number;
  /** How often it was skipped because its connection was full. */
  readonly stalls: number;
  /** For how long its connection has been full and has taken nothing; `null` if it is not full. */
  readonly fullForMs: number | null;
  /** `null` while it is open. */
  readonly closedAtMs: number | null;
  readonly cause: StreamCause | null;
}

/** Which streams a list has, and which part of it is wanted. */
export interface StreamQuery {
  readonly state: (typeof STREAM_STATES)[number];
  readonly sort: StreamSort;
  readonly order: (typeof SORT_ORDERS)[number];
  /** In an id, a topic, an address, a user agent or a cause, in any letter case; empty for all. */
  readonly search: string;
  readonly transport?: Transport | undefined;
  /** One that it subscribes to. */
  readonly topic?: string | undefined;
  readonly offset: number;
  readonly limit: number;
}

/** What `GET /streams` answers. */
export interface StreamsAnswer {
  /** The hub's clock, ms since 1970. */
  readonly atMs: number;
  /** All open streams, and all closed ones that are remembered. */
  readonly open: number;
  readonly closed: number;
  /** How many match the query, on all pages. */
  readonly matching: number;
  readonly streams: readonly StreamRecord[];
}
