/**
 * The hub's past at two resolutions, seconds and minutes, and which of them draws a range of time: the seconds wherever
 * they reach back far enough.
 */

import { MOST_MINUTES, MOST_SECONDS, type StatsHistory } from "#protocol";
import type { Column } from "./columns.ts";
import { HubStore } from "./hub-store.ts";
import type { SampleStore, TimeRange } from "./store.ts";

const MINUTE_MS = 60_000;
/** Twice the hub's hour, so that a pause keeps its lines that long. */
const SECONDS_KEPT = 2 * MOST_SECONDS;
/** A day, and as much as a pause keeps. */
const MINUTES_KEPT = MOST_MINUTES + 120;
const MAX_DRAINS = 100;

/** Where charts find the rows of a range: the hub's, or those of whatever else has columns. */
export interface Past<Name extends string = Column> {
  storeFor(range: TimeRange): SampleStore<Name>;
}

export class HubPast implements Past {
  readonly seconds = new HubStore(SECONDS_KEPT);
  readonly minutes = new HubStore(MINUTES_KEPT, MINUTE_MS);

  #drainsMs: readonly number[] = [];

  /** When hubs began to drain, oldest first: the next hub does not know of it. */
  get drainsMs(): readonly number[] {
    return this.#drainsMs;
  }

  noteDrain(atMs: number): void {
    this.#drainsMs = [...this.#drainsMs, atMs].slice(-MAX_DRAINS);
  }

  /** Counts the changes of the rows. */
  get revision(): number {
    return this.seconds.revision + this.minutes.revision;
  }

  /** The hub's time of the oldest row. */
  get oldestAtMs(): number | undefined {
    return earlier(this.seconds.oldestAtMs, this.minutes.oldestAtMs);
  }

  /** Inserts what is missing. */
  merge({ seconds, minutes }: Pick<StatsHistory, "seconds" | "minutes">): void {
    this.seconds.merge(seconds);
    this.minutes.merge(minutes);
  }

  /** The minutes, if they tell a minute or more of the range that the seconds do not. */
  storeFor({ fromMs }: TimeRange): HubStore {
    const [second = Infinity, minute = Infinity] = [
      this.seconds.oldestAtMs,
      this.minutes.oldestAtMs,
    ];
    return Math.max(fromMs, minute) + MINUTE_MS < second ? this.minutes : this.seconds;
  }
}

/** The value under the crosshair, or else the newest of the range. */
export function valueAt<Name extends string>(
  past: Past<Name>,
  column: Name,
  range: TimeRange,
  cursorMs: number | undefined,
): number | undefined {
  const { toMs } = range;
  if (cursorMs !== undefined) return past.storeFor(range).valueNear(column, cursorMs);
  return past.storeFor({ fromMs: toMs, toMs }).valueNear(column, toMs);
}

function earlier(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
}
