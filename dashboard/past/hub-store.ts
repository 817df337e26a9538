/** The hub's seconds or minutes: a store that is filled from its samples and from its history. */

import type { HistoryRows, LatencySummary, StatsSample } from "#protocol";
import { cellsOf, type Column, COLUMNS, historyCells, NO_LATENCY } from "./columns.ts";
import { SampleStore } from "./store.ts";

export class HubStore extends SampleStore<Column> {
  constructor(capacity: number, intervalMs?: number) {
    super(COLUMNS, capacity, intervalMs);
  }

  /** Adds the newest sample, with what this page measured in its time; ignores one that is not newer than the last. */
  append(sample: StatsSample, page: LatencySummary = NO_LATENCY): void {
    this.push(sample.atMs, cellsOf(sample, page));
  }

  /** Inserts missing rows; existing ones stay as they are. */
  merge(rows: HistoryRows): void {
    this.insert(rows.atMs, (column) => historyCells(rows, column));
  }
}
