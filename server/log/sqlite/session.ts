/**
 * Which numbering is in force. Positions are given out for good only when no crash can take them back:
 * where the loss of power may have taken events that were never synced, the next start counts on under
 * a new epoch, so that no id ever names two events.
 */

import type { Database } from "bun:sqlite";
import type { Durability } from "../event-log.ts";

interface Start {
  readonly durability: Durability;
  readonly newEpoch: string;
  readonly bootId: string;
}

/** A numbering, and the first position that belongs to it. */
export interface Epoch {
  readonly first_position: number;
  readonly name: string;
}

/** Notes that the log is open, and starts a new epoch after `head` where one is needed. */
export function beginSession(database: Database, start: Start, head: number): void {
  const { durability, newEpoch, bootId } = start;
  database.transaction(() => {
    const isNew = readEpochs(database).length === 0;
    if (isNew || mayHaveLost(database, bootId)) {
      database.run("INSERT OR REPLACE INTO epoch VALUES (?, ?)", [head + 1, newEpoch]);
    }
    writeSession(database, bootId, durability === "disk");
  })();
}

/** Notes that everything is on the disk, if it is: without any syncing nobody can know. */
export function endSession(database: Database, durability: Durability): void {
  if (durability !== "process") return;
  database.run("PRAGMA synchronous = FULL");
  database.run("UPDATE session SET is_synced = 1");
}

/** All numberings, oldest first. */
export function readEpochs(database: Database): readonly Epoch[] {
  return database.query<Epoch, []>("SELECT * FROM epoch ORDER BY first_position").all();
}

export function currentEpoch(database: Database): string {
  return readEpochs(database).at(-1)?.name ?? "";
}

function mayHaveLost(database: Database, bootId: string): boolean {
  const last = database
    .query<{ boot_id: string; is_synced: number }, []>("SELECT boot_id, is_synced FROM session")
    .get();
  return last !== null && last.is_synced === 0 && last.boot_id !== bootId;
}

function writeSession(database: Database, bootId: string, isSynced: boolean): void {
  database.run("INSERT OR REPLACE INTO session VALUES (1, ?, ?)", [bootId, isSynced ? 1 : 0]);
}
