/**
 * The numberings of a log. A position is given out for good only where no loss of power can take it back, so
 * only a life in which every event was synced is followed by another under the same epoch. After any other, the
 * next start counts on under a new one, so that no id ever names two events.
 */

import type { Database } from "bun:sqlite";
import type { LogBounds } from "../event-log.ts";

/** Older ones are forgotten, unless events of theirs are retained. */
const MAX_EMPTY_EPOCHS = 1_000;

/** A numbering, and the first position that belongs to it. */
interface Epoch {
  readonly first_position: number;
  readonly name: string;
}

export interface NextEpoch {
  /** Names the epoch, if there is to be a new one. */
  readonly name: string;
  /** Every event will be synced before anybody sees it. */
  readonly isSynced: boolean;
}

/** Goes on with the epoch of the last life, or starts a new one behind it; answers the name of the one in force. */
export function beginEpoch(database: Database, next: NextEpoch, { tail, head }: LogBounds): string {
  const begin = database.transaction(() => {
    const last = database
      .query<{ number: number; name: string; is_synced: number }, []>(
        "SELECT number, name, is_synced FROM epoch ORDER BY number DESC LIMIT 1",
      )
      .get();
    if (last?.is_synced === 1 && next.isSynced) {
      // A file that cannot be written is refused at the start, though there is nothing to write.
      database.run("UPDATE epoch SET name = name WHERE number = ?", [last.number]);
      return last.name;
    }
    database.run("INSERT INTO epoch (first_position, name, is_synced) VALUES (?, ?, ?)", [
      head + 1,
      next.name,
      Number(next.isSynced),
    ]);
    // An epoch ends where the next begins: it has no event left when that is at or before the tail, or where it began.
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

export class Epochs {
  /** Oldest first. */
  readonly #epochs: readonly Epoch[];
  readonly #indexes: ReadonlyMap<string, number>;

  constructor(database: Database) {
    this.#epochs = database
      .query<Epoch, []>("SELECT first_position, name FROM epoch ORDER BY number")
      .all();
    this.#indexes = new Map(this.#epochs.map(({ name }, index) => [name, index]));
  }

  has(name: string): boolean {
    return this.#indexes.has(name);
  }

  /** The epoch that a position belongs to. */
  of(position: number): string {
    let low = 0;
    let high = this.#epochs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#epochs[middle]?.first_position ?? Infinity) <= position) low = middle + 1;
      else high = middle;
    }
    return this.#epochs[Math.max(0, low - 1)]?.name ?? "";
  }

  /** The place of an id; where a numbering ended, its later positions are no events: they were lost. */
  positionIn(name: string, position: number): number | undefined {
    const index = this.#indexes.get(name);
    if (index === undefined) return undefined;
    const first = this.#epochs[index]?.first_position ?? Infinity;
    const end = this.#epochs[index + 1]?.first_position ?? Infinity;
    return position >= first - 1 && position < end ? position : undefined;
  }
}
