/** The writer's SQL statements, each prepared once. */

import type { Database, Statement } from "bun:sqlite";
import type { LogBounds } from "../event-log.ts";
import { EVICTED_TOPICS_STEP, MAX_EVICTED_TOPICS, topicHash } from "../evicted-topics.ts";
import { FLOOR_ROW } from "./schema.ts";

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

interface Known {
  readonly position: number;
  readonly topics: string;
  readonly data: string;
}

export class Statements {
  readonly #database: Database;
  readonly #insert: Statement<unknown, EventValues>;
  readonly #insertTopic: Statement<unknown, [number, number]>;
  readonly #find: Statement<Known, [string]>;
  readonly #row: Statement<Place, [number]>;
  readonly #topicsTo: Statement<{ position: number; topics: string }, [number]>;
  readonly #delete: Statement<unknown, [number]>;
  readonly #deleteTopic: Statement<unknown, [number, number]>;
  readonly #evict: Statement<unknown, [number, number]>;
  readonly #bounds: Statement<{ tail: number | null; head: number | null }, []>;

  constructor(database: Database) {
    this.#database = database;
    this.#insert = database.prepare("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    this.#insertTopic = database.prepare("INSERT OR IGNORE INTO topic_event VALUES (?, ?)");
    this.#find = database.prepare("SELECT position, topics, data FROM event WHERE id = ?");
    this.#row = database.prepare("SELECT at_ms, end_bytes FROM event WHERE position = ?");
    this.#topicsTo = database.prepare("SELECT position, topics FROM event WHERE position <= ?");
    this.#delete = database.prepare("DELETE FROM event WHERE position <= ?");
    this.#deleteTopic = database.prepare(
      "DELETE FROM topic_event WHERE topic = ? AND position <= ?",
    );
    this.#evict = database.prepare("INSERT OR REPLACE INTO evicted_topic VALUES (?, ?)");
    // In a single SELECT, min and max would scan the whole table.
    this.#bounds = database.prepare(
      "SELECT (SELECT min(position) FROM event) AS tail, (SELECT max(position) FROM event) AS head",
    );
  }

  insert(topics: readonly string[], ...values: EventValues): void {
    this.#insert.run(...values);
    for (const topic of topics) this.#insertTopic.run(topicHash(topic), values[0]);
  }

  /** The event with an id that a publisher chose. */
  find(id: string) {
    const known = this.#find.get(id);
    return known && { ...known, topics: known.topics.split("\n") };
  }

  row(position: number): Place | undefined {
    return this.#row.get(position) ?? undefined;
  }

  /** Deletes all events up to and including `position`, and records their topics. */
  deleteTo(position: number): void {
    const newest = new Map<number, number>();
    for (const row of this.#topicsTo.all(position)) {
      for (const topic of row.topics.split("\n")) newest.set(topicHash(topic), row.position);
    }
    for (const [topic, last] of newest) {
      this.#deleteTopic.run(topic, last);
      this.#evict.run(topic, last);
    }
    this.#delete.run(position);
    this.#boundEvicted();
  }

  bounds(): LogBounds {
    const { tail, head } = this.#bounds.get() ?? { tail: null, head: null };
    return { tail: tail ?? 1, head: head ?? 0 };
  }

  /** Forgets the topics removed longest ago if there are too many. */
  #boundEvicted(): void {
    const { count } = this.#database
      .query<{ count: number }, []>("SELECT count(*) AS count FROM evicted_topic")
      .get() ?? { count: 0 };
    if (count <= MAX_EVICTED_TOPICS) return;
    const floor = this.#database
      .query<{ position: number }, []>(
        `SELECT position FROM evicted_topic ORDER BY position LIMIT 1 OFFSET ${EVICTED_TOPICS_STEP}`,
      )
      .get();
    if (floor === null) return;
    this.#database.run("DELETE FROM evicted_topic WHERE position <= ?", [floor.position]);
    this.#evict.run(FLOOR_ROW, floor.position);
  }
}
