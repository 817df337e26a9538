/**
 * What one connection recorded, as data for the checks. Times are ms of the doctor's clock. Everything is bounded: of
 * a fast stream it keeps the first reads, the latest events and all silences.
 */

import type { Outage, ResponseHead, StreamEvent } from "../client/index.ts";

/** Most reads, silences and reconnection times that a recording keeps, and the fewest events. */
export const MAX_KEPT = 20_000;
/** Most data that it keeps in events. */
export const MAX_KEPT_BYTES = 32 * 1024 * 1024;
/** A shorter time without bytes is no silence. */
export const SILENCE_MS = 250;

/** Body bytes of one read. */
export interface Read {
  readonly atMs: number;
  readonly bytes: number;
  /** Whether they end at a line end, as they do unless something cuts the stream into blocks. */
  readonly isWhole: boolean;
  /** How many events they completed. */
  readonly events: number;
}

export interface Arrival {
  readonly atMs: number;
  readonly event: StreamEvent;
}

/** A time without bytes, which bytes ended. */
export interface Silence {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Recording {
  /** When the connection was started. */
  readonly startedAtMs: number;
  /** Where redirects led, in order. */
  readonly redirects: readonly string[];
  readonly head: { readonly atMs: number; readonly head: ResponseHead } | undefined;
  /** The first ones. */
  readonly reads: readonly Read[];
  /** When the latest bytes came; `undefined` before the first. */
  readonly lastReadAtMs: number | undefined;
  /** Since the head came. */
  readonly silences: readonly Silence[];
  /** The latest ones. */
  readonly arrivals: readonly Arrival[];
  /** How many earlier ones were not kept. */
  readonly droppedArrivals: number;
  /** Reconnection times that the server set, in ms. */
  readonly retries: readonly number[];
  /** Why its bytes could not be read; `undefined` if they could. */
  readonly undecodable: string | undefined;
  /** How it ended, unless the doctor ended it. */
  readonly end: { readonly atMs: number; readonly outage: Outage } | undefined;
}

/** Only a connection's head. */
export type Answer = Pick<Recording, "head">;

/** A response header by its lower-case name; empty if there is none. */
export function headerOf({ head }: Answer, name: string): string {
  return head?.head.headers.get(name) ?? "";
}

/** The content encoding; empty for none. */
export function encodingOf(answer: Answer): string {
  const encoding = headerOf(answer, "content-encoding").trim().toLowerCase();
  return encoding === "identity" ? "" : encoding;
}

/** Whether it opened with status 200, whatever the content. */
export function isOpened({ head }: Answer): boolean {
  return head?.head.status === 200;
}

/** The silences between two times, with one that lasts until the end; they are cut at both. */
export function silencesBetween(
  { silences, lastReadAtMs, head }: Recording,
  fromMs: number,
  toMs: number,
): Silence[] {
  const last = { fromMs: lastReadAtMs ?? head?.atMs ?? fromMs, toMs: Infinity };
  return [...silences, last]
    .map((silence) => ({
      fromMs: Math.max(fromMs, silence.fromMs),
      toMs: Math.min(toMs, silence.toMs),
    }))
    .filter((silence) => silence.toMs - silence.fromMs >= SILENCE_MS);
}

/** The longest of these, in ms; 0 for none. */
export function longestOf(silences: readonly Silence[]): number {
  return silences.reduce((longest, { fromMs, toMs }) => Math.max(longest, toMs - fromMs), 0);
}

/** The arrival, not before `sinceMs`, of the event whose data contains `text`. */
export function arrivalOf(
  { arrivals }: Recording,
  text: string,
  sinceMs: number,
): Arrival | undefined {
  // From the end, so that a fast stream costs no more than what came since.
  for (let index = arrivals.length - 1; index >= 0; index--) {
    const arrival = arrivals[index];
    if (arrival === undefined || arrival.atMs < sinceMs) return undefined;
    if (arrival.event.data.includes(text)) return arrival;
  }
  return undefined;
}

/**
 * The events with an id of their own: one without an id has the id of the one before. An event that repeats the one
 * before it cannot be told from that.
 */
export function identified(arrivals: readonly Arrival[]): Arrival[] {
  return arrivals.filter(
    ({ event }, index) => event.id !== "" && event.id !== arrivals[index - 1]?.event.id,
  );
}

/** What makes an event the same on two connections, which may number their events on their own. */
export function keyOf({ id, type, data }: StreamEvent): string {
  return `${id}\n${type}\n${Bun.hash(data)}`;
}

/** The median; NaN for no values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}
