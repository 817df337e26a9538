/**
 * The epochs of a log. A power loss can take back positions that were not synced. So an epoch continues at the next
 * start only if every event was synced; otherwise the next start counts on under a new epoch, so that no id ever
 * names two events.
 */

import type { Database } from "bun:sqlite";
import type { Epoch } from "../epochs.ts";
import type { LogBounds } from "../event-log.ts";

/** Older ones are forgotten, unless some of their events are retained. */
const MAX_EMPTY_EPOCHS = 1_000;

export interface NextEpoch {
  /** Name for a new epoch, if one is needed. */
  readonly name: string;
  /** Whether every event will be synced before anyone sees it. */
  readonly isSynced: boolean;
}

/** Continues the epoch of the last run, or starts a new one after it; returns the name of the current one. */
export function beginEpoch(database: Database, next: NextEpoch, { tail, head }: LogBounds): string {
  const begin = database.transaction(() => {
    const last = database
      .query<{ number: number; name: string; is_synced: number }, []>(
        "SELECT number, name, is_synced FROM epoch ORDER BY number DESC LIMIT 1",
      )
      .get();
    if (last?.is_synced === 1 && next.isSynced) {
      // Writes even without a change, so that an unwritable file is refused at startup.
      database.run("UPDATE epoch SET name = name WHERE number = ?", [last.number]);
      return last.name;
    }
    database.run("INSERT INTO epoch (first_position, name, is_synced) VALUES (?, ?, ?)", [
      head + 1,
      next.name,
      Number(next.isSynced),
    ]);
    // An epoch ends where the next begins: it has no events left if that is at or before the tail, or at its own
    // start.
    database.run(
      `DELETE FROM epoch WHERE number <= (SELECT max(number) FROM epoch) - ${MAX_EMPTY_EPOCHS}
       AND (SELECT min(next.first_position) FROM epoch AS next WHERE next.number > epoch.number)
         <= max(epoch.first_position, ?)`,
      [tail],
    );
    return next.name;
  });
  return begin.immediate();
}

/** The epochs of a log file, oldest first. */
export function readEpochs(database: Database): Epoch[] {
  return database
    .query<{ first_position: number; name: string }, []>(
      "SELECT first_position, name FROM epoch ORDER BY number",
    )
    .all()
    .map((row) => ({ firstPosition: row.first_position, name: row.name }));
}
