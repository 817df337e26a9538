/** What the writer says to the database, each statement prepared once. */

import type { Database, Statement } from "bun:sqlite";
import type { LogBounds } from "../event-log.ts";

type EventValues = [
  position: number,
  atMs: number,
  endBytes: number,
  id: string | null,
  topics: string,
  type: string | null,
  retryMs: number | null,
  data: string,
];

interface Place {
  readonly at_ms: number;
  readonly end_bytes: number;
}

export class Statements {
  readonly #insert: Statement<unknown, EventValues>;
  readonly #find: Statement<{ position: number }, [string]>;
  readonly #row: Statement<Place, [number]>;
  readonly #delete: Statement<unknown, [number]>;
  readonly #bounds: Statement<{ tail: number | null; head: number | null }, []>;

  constructor(database: Database) {
    this.#insert = database.prepare("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    this.#find = database.prepare("SELECT position FROM event WHERE id = ?");
    this.#row = database.prepare("SELECT at_ms, end_bytes FROM event WHERE position = ?");
    this.#delete = database.prepare("DELETE FROM event WHERE position <= ?");
    // In one SELECT, min and max would read the whole table.
    this.#bounds = database.prepare(
      "SELECT (SELECT min(position) FROM event) AS tail, (SELECT max(position) FROM event) AS head",
    );
  }

  insert(...values: EventValues): void {
    this.#insert.run(...values);
  }

  /** Where the event with an id that a publisher chose stands. */
  positionOf(id: string): number | undefined {
    return this.#find.get(id)?.position;
  }

  row(position: number): Place | undefined {
    return this.#row.get(position) ?? undefined;
  }

  /** Deletes all events up to and with `position`. */
  deleteTo(position: number): void {
    this.#delete.run(position);
  }

  bounds(): LogBounds {
    const { tail, head } = this.#bounds.get() ?? { tail: null, head: null };
    return { tail: tail ?? 1, head: head ?? 0 };
  }
}
