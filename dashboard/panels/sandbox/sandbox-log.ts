/**
 * What the Sandbox has seen of its stream: a bounded list, newest first, and unbounded counters. An id seen twice is
 * a duplicate, as far back as ids are remembered.
 */

import type { Gap, GapReason } from "#protocol";
import { parsedJson } from "../../common/json.ts";
import { RecentKeys } from "../../common/recent-keys.ts";

export const MAX_ROWS = 500;
/** Of data and raw text in all rows: about 8 MB. The newest row is kept whatever its size. */
export const MAX_CHARACTERS = 4_000_000;
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
  /** As it came; `undefined` where the browser does not tell. */
  readonly raw: string | undefined;
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
  readonly #recentIds = new RecentKeys(MAX_REMEMBERED_IDS);
  #characters = 0;
  #keys = 0;
  #received = 0;
  #duplicates = 0;
  #gaps = 0;

  get counts(): SandboxCounts {
    return { received: this.#received, duplicates: this.#duplicates, gaps: this.#gaps };
  }

  /** The newest rows, newest first. */
  rows(count = MAX_ROWS): readonly Row[] {
    return this.#rows.slice(-count).toReversed();
  }

  /** Drops the rows; what was counted and seen stays. */
  clear(): void {
    this.#rows.length = 0;
    this.#characters = 0;
  }

  addEvent(event: Omit<EventRow, "kind" | "key" | "isDuplicate">): void {
    const { id } = event;
    const isDuplicate = id !== "" && this.#ids.has(id);
    this.#received++;
    if (isDuplicate) this.#duplicates++;
    else if (id !== "") this.#remember(id);
    this.#add({ ...event, kind: "event", key: this.#keys++, isDuplicate });
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
    this.#characters += charactersOf(row);
    while (this.#isFull()) {
      const oldest = this.#rows.shift();
      if (oldest !== undefined) this.#characters -= charactersOf(oldest);
    }
  }

  #isFull(): boolean {
    const count = this.#rows.length;
    return count > MAX_ROWS || (count > 1 && this.#characters > MAX_CHARACTERS);
  }

  #remember(id: string): void {
    this.#ids.add(id);
    const oldest = this.#recentIds.add(id);
    if (oldest !== undefined) this.#ids.delete(oldest);
  }
}

function charactersOf(row: Row): number {
  return row.kind === "event" ? row.data.length + (row.raw?.length ?? 0) : 0;
}

const KNOWN_REASONS: ReadonlySet<unknown> = new Set<GapReason>([
  "other-epoch",
  "evicted",
  "unreadable",
  "unknown-id",
]);

/** Parses the data of a gap event; `undefined` if it is malformed, or of a hub that knows more reasons. */
export function readGap(data: string): Gap | undefined {
  const gap = parsedJson(data);
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
  return hasText("from") && hasText("to") && KNOWN_REASONS.has(Reflect.get(value, "reason"));
}
