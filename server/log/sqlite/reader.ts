/** Reads a log file beside its writer, on the hub's own thread: a page of events takes less than a message would. */

import { Database, type Statement } from "bun:sqlite";
import type { HubEvent } from "#protocol";
import { formatEventId, parseEventId } from "#protocol";
import { type Epoch, readEpochs } from "./session.ts";

type EventColumns = [
  position: number,
  id: string | null,
  topics: string,
  type: string | null,
  retryMs: number | null,
  data: string,
];

export class LogReader {
  readonly #database: Database;
  /** Newest first: most events belong to the first one. */
  readonly #epochs: readonly Epoch[];
  readonly #page: Statement<unknown, [number, number]>;
  readonly #endBytes: Statement<{ end_bytes: number }, [number]>;
  readonly #find: Statement<{ position: number }, [string]>;

  constructor(path: string) {
    const database = new Database(path, { readonly: true, strict: true });
    this.#database = database;
    this.#epochs = readEpochs(database).toReversed();
    this.#page = database.prepare(
      "SELECT position, id, topics, type, retry_ms, data FROM event WHERE position BETWEEN ? AND ? ORDER BY position",
    );
    this.#find = database.prepare("SELECT position FROM event WHERE id = ?");
    this.#endBytes = database.prepare("SELECT end_bytes FROM event WHERE position = ?");
  }

  /** The events from `first` to `last`, both included, fewer once their text exceeds `maxBytes`. */
  read(first: number, last: number, maxBytes: number): HubEvent[] {
    const rows = this.#page.values(first, this.#lastWithin(first, last, maxBytes));
    // The columns are those of the statement above.
    return rows.map((row) => this.#eventOf(row as EventColumns));
  }

  positionOf(id: string): number | undefined {
    const own = parseEventId(id);
    return own === undefined
      ? this.#find.get(id)?.position
      : (this.#positionIn(own.epoch, own.position) ?? this.#find.get(id)?.position);
  }

  close(): void {
    this.#database.close();
  }

  /** Where a numbering ended, its later positions are no events: they were lost. */
  #positionIn(epoch: string, position: number): number | undefined {
    const index = this.#epochs.findIndex(({ name }) => name === epoch);
    const first = this.#epochs[index]?.first_position ?? Infinity;
    const end = this.#epochs[index - 1]?.first_position ?? Infinity;
    return position >= first - 1 && position < end ? position : undefined;
  }

  #lastWithin(first: number, last: number, maxBytes: number): number {
    const start = this.#bytesAt(first);
    let end = last;
    while (end > first && this.#bytesAt(end) - start > maxBytes) end = first + ((end - first) >> 1);
    return end;
  }

  #bytesAt(position: number): number {
    return this.#endBytes.get(position)?.end_bytes ?? 0;
  }

  #eventOf([position, id, topics, type, retryMs, data]: EventColumns): HubEvent {
    return {
      position,
      id: id ?? formatEventId(this.#epochOf(position), position),
      topics: topics.split("\n"),
      data,
      ...(type === null ? {} : { type }),
      ...(retryMs === null ? {} : { retryMs }),
    };
  }

  #epochOf(position: number): string {
    return this.#epochs.find(({ first_position }) => first_position <= position)?.name ?? "";
  }
}
