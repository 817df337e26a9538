/**
 * Reads a log file on the hub's own thread, alongside the writer: reading a page takes less time than a message
 * would.
 */

import { Database, SQLiteError, type Statement } from "bun:sqlite";
import type { HubEvent } from "#protocol";
import { EVERY_TOPIC, formatEventId, MIN_RETRY_MS, parseEventId } from "#protocol";
import { Epochs } from "../epochs.ts";
import { LogUnavailableError, type Selected } from "../event-log.ts";
import { topicHash } from "../evicted-topics.ts";
import { everyPosition, type Found, limitPerTopic, mergePositions } from "../topic-positions.ts";
import { readEpochs } from "./epochs.ts";
import { reasonOf } from "./reason.ts";
import { FLOOR_ROW } from "./schema.ts";

interface EventRow {
  readonly position: number;
  readonly id: string | null;
  readonly topics: string;
  readonly type: string | null;
  readonly retry_ms: number | null;
  readonly data: string;
}

interface Place {
  readonly position: number;
}

export class LogReader {
  readonly #database: Database;
  readonly epochs: Epochs;
  readonly #events: Statement<EventRow, [string]>;
  readonly #topicEvents: Statement<Place, [number, number, number, number]>;
  readonly #tail: Statement<{ tail: number | null }, []>;
  readonly #evicted: Statement<Place, [number]>;
  readonly #eventById: Statement<Place, [string]>;

  constructor(path: string) {
    const database = new Database(path, { readonly: true, strict: true });
    this.#database = database;
    this.epochs = new Epochs(readEpochs(database));
    // One statement for all rows takes an eighth of the time of one per row.
    this.#events = database.prepare(
      `SELECT event.position, event.id, event.topics, event.type, event.retry_ms, event.data
       FROM json_each(?) AS wanted CROSS JOIN event ON event.position = wanted.value`,
    );
    this.#topicEvents = database.prepare(
      "SELECT position FROM topic_event WHERE topic = ? AND position BETWEEN ? AND ? ORDER BY position LIMIT ?",
    );
    this.#tail = database.prepare("SELECT min(position) AS tail FROM event");
    this.#evicted = database.prepare("SELECT position FROM evicted_topic WHERE topic = ?");
    this.#eventById = database.prepare("SELECT position FROM event WHERE id = ?");
  }

  /** The selected events after `after`, up to `head`. The writer may remove some of them right afterwards. */
  select(after: number, selectors: readonly string[], head: number, limit: number): Selected {
    return this.#unlessLocked(() => {
      this.#database.run("BEGIN");
      try {
        const tail = this.#tail.get()?.tail ?? head + 1;
        const found = this.#findTopics(selectors, Math.max(after + 1, tail), head, limit);
        return { ...found, lost: this.#newestEvicted(after, selectors, tail) };
      } finally {
        this.#database.run("COMMIT");
      }
    });
  }

  /**
   * The events at these positions, up to the first that is gone or until their text exceeds `maxBytes`.
   * @throws {Error} when the first one is unreadable; a later one only ends the page
   */
  read(positions: readonly number[], maxBytes: number): HubEvent[] {
    const events: HubEvent[] = [];
    try {
      let bytes = 0;
      for (const row of this.#events.iterate(JSON.stringify(positions))) {
        if (row.position !== positions[events.length]) break;
        events.push(this.#eventOf(row));
        bytes += row.data.length;
        if (bytes >= maxBytes) break;
      }
    } catch (error) {
      if (events.length === 0) throw isLocked(error) ? unavailable(error) : error;
    }
    return events;
  }

  positionOf(id: string): number | undefined {
    return this.#unlessLocked(() => {
      const own = parseEventId(id);
      const place = own && this.epochs.positionIn(own.epoch, own.position);
      return place ?? this.#eventById.get(id)?.position;
    });
  }

  idAt(position: number): string {
    return formatEventId(this.epochs.of(position), position);
  }

  hasEpoch(name: string): boolean {
    return this.epochs.has(name);
  }

  close(): void {
    this.#database.close();
  }

  /** If the index is damaged, all events are returned; the reader of the events checks which are selected. */
  #findTopics(selectors: readonly string[], first: number, last: number, limit: number): Found {
    if (selectors.includes(EVERY_TOPIC)) return everyPosition(first, last, limit);
    const listLimit = limitPerTopic(selectors.length, limit);
    try {
      const lists = selectors.map((topic) =>
        this.#topicEvents
          .all(topicHash(topic), first, last, listLimit)
          .map(({ position }) => position),
      );
      return mergePositions(lists, listLimit, last, limit);
    } catch (error) {
      if (isLocked(error)) throw error;
      return everyPosition(first, last, limit);
    }
  }

  #newestEvicted(after: number, selectors: readonly string[], tail: number): number | undefined {
    if (after >= tail - 1) return undefined;
    const floor = this.#evicted.get(FLOOR_ROW)?.position ?? 0;
    if (after < floor || selectors.includes(EVERY_TOPIC)) return tail - 1;
    const newest = selectors.map((topic) => this.#evicted.get(topicHash(topic))?.position ?? 0);
    const last = Math.max(...newest);
    return last > after ? last : undefined;
  }

  #unlessLocked<Answer>(read: () => Answer): Answer {
    try {
      return read();
    } catch (error) {
      throw isLocked(error) ? unavailable(error) : error;
    }
  }

  #eventOf({ position, id, topics, type, retry_ms: retryMs, data }: EventRow): HubEvent {
    return {
      position,
      id: id ?? this.idAt(position),
      topics: topics.split("\n"),
      data,
      ...(type === null ? {} : { type }),
      // Earlier versions accepted any value.
      ...(retryMs === null ? {} : { retryMs: Math.max(MIN_RETRY_MS, retryMs) }),
    };
  }
}

function isLocked(error: unknown): boolean {
  return error instanceof SQLiteError && /^SQLITE_(BUSY|LOCKED)/.test(error.code ?? "");
}

function unavailable(error: unknown): LogUnavailableError {
  return new LogUnavailableError(`The log cannot be read: ${reasonOf(error)}`);
}
