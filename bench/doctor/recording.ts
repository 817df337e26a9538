/**
 * What one connection recorded, as data for the checks. Times are ms of the doctor's clock. It keeps the first
 * records of each kind, up to a bound.
 */

import type { Outage, ResponseHead, StreamEvent } from "../client/index.ts";

/** Most reads, events and comments that a recording keeps. */
export const MAX_KEPT = 20_000;

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

export interface Recording {
  /** When the connection was started. */
  readonly startedAtMs: number;
  /** Where redirects led, in order. */
  readonly redirects: readonly string[];
  readonly head: { readonly atMs: number; readonly head: ResponseHead } | undefined;
  readonly reads: readonly Read[];
  readonly arrivals: readonly Arrival[];
  readonly comments: readonly { readonly atMs: number; readonly text: string }[];
  /** Reconnection times that the server set, in ms. */
  readonly retries: readonly number[];
  /** How it ended, unless the doctor ended it. */
  readonly end: { readonly atMs: number; readonly outage: Outage } | undefined;
}

/** Only a connection's head. */
export type Answer = Pick<Recording, "head">;

/** A response header by its lower-case name; empty if there is none. */
export function headerOf({ head }: Answer, name: string): string {
  return head?.head.headers.get(name) ?? "";
}

/** Whether it opened with status 200, whatever the content. */
export function isOpened({ head }: Answer): boolean {
  return head?.head.status === 200;
}

/** The times between bytes from `fromMs` to `toMs`, where both ends count as bytes. */
export function silences({ reads }: Recording, fromMs: number, toMs: number): number[] {
  const times = reads.map(({ atMs }) => atMs).filter((atMs) => atMs > fromMs && atMs < toMs);
  const marks = [fromMs, ...times, toMs];
  return marks.slice(1).map((atMs, index) => atMs - (marks[index] ?? atMs));
}

/** The arrival of the event whose data contains `text`. */
export function arrivalOf({ arrivals }: Recording, text: string): Arrival | undefined {
  return arrivals.find(({ event }) => event.data.includes(text));
}

/** The events with an id that differs from the previous one. */
export function identified({ arrivals }: Recording): Arrival[] {
  return arrivals.filter(
    ({ event }, index) => event.id !== "" && event.id !== arrivals[index - 1]?.event.id,
  );
}

/** The median; NaN for no values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}
