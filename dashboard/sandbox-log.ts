/**
 * What the Sandbox has seen of its stream: a bounded list, newest first, and unbounded counters. An id seen twice is
 * a duplicate, as far back as ids are remembered.
 */

import type { Gap } from "#protocol";

export const MAX_ROWS = 500;
const MAX_REMEMBERED_IDS = 10_000;

export interface EventRow {
  readonly kind: "event";
  readonly key: number;
  /** When it arrived, by this page's clock. */
  readonly atMs: number;
  /** Empty if the event had none. */
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly isDuplicate: boolean;
}

export interface GapRow {
  readonly kind: "gap";
  readonly key: number;
  readonly atMs: number;
  readonly gap: Gap;
}

/** Something that happened to the stream, between the events. */
export interface NoticeRow {
  readonly kind: "notice";
  readonly key: number;
  readonly atMs: number;
  readonly text: string;
}

export type Row = EventRow | GapRow | NoticeRow;

export interface SandboxCounts {
  readonly received: number;
  readonly duplicates: number;
  readonly gaps: number;
}

export class SandboxLog {
  /** Oldest first, since arrays grow at the end. */
  readonly #rows: Row[] = [];
  readonly #ids = new Set<string>();
  #keys = 0;
  #received = 0;
  #duplicates = 0;
  #gaps = 0;

  get counts(): SandboxCounts {
    return { received: this.#received, duplicates: this.#duplicates, gaps: this.#gaps };
  }

  /** The rows, newest first. */
  rows(): readonly Row[] {
    return this.#rows.toReversed();
  }

  addEvent({ atMs, id, type, data }: Pick<EventRow, "atMs" | "id" | "type" | "data">): void {
    const isDuplicate = id !== "" && this.#ids.has(id);
    this.#received++;
    if (isDuplicate) this.#duplicates++;
    else if (id !== "") this.#remember(id);
    this.#add({ kind: "event", key: this.#keys++, atMs, id, type, data, isDuplicate });
  }

  addGap(atMs: number, gap: Gap): void {
    this.#gaps++;
    this.#add({ kind: "gap", key: this.#keys++, atMs, gap });
  }

  addNotice(atMs: number, text: string): void {
    this.#add({ kind: "notice", key: this.#keys++, atMs, text });
  }

  #add(row: Row): void {
    this.#rows.push(row);
    if (this.#rows.length > MAX_ROWS) this.#rows.shift();
  }

  /** A set keeps insertion order, so the first entry is the oldest. */
  #remember(id: string): void {
    this.#ids.add(id);
    const [oldest] = this.#ids;
    if (this.#ids.size > MAX_REMEMBERED_IDS && oldest !== undefined) this.#ids.delete(oldest);
  }
}

/** Parses the data of a gap event; `undefined` if it is malformed. */
export function readGap(data: string): Gap | undefined {
  const gap: unknown = parsed(data);
  return isGap(gap) ? gap : undefined;
}

/** Says what was lost and why. */
export function gapSentence({ from, to, reason }: Gap): string {
  switch (reason) {
    case "other-epoch":
      return `The hub was restarted without its history: ${from} belongs to an earlier log, and the events after it there are lost. The stream continues after ${to}.`;
    case "evicted":
      return `The hub keeps a limited number of events: those after ${from} up to ${to} are gone. The stream continues after ${to}.`;
    case "unreadable":
      return `The hub's log is unreadable there: the events after ${from} up to ${to} are lost. The stream continues after ${to}.`;
    case "unknown-id":
      return `The hub does not know the id ${from}, and so which events came after it. The stream continues after ${to}.`;
  }
}

function isGap(value: unknown): value is Gap {
  if (typeof value !== "object" || value === null) return false;
  const hasText = (name: string) => typeof Reflect.get(value, name) === "string";
  return hasText("from") && hasText("to") && hasText("reason");
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
