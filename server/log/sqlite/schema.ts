/** The tables of a log file, and how one is opened and verified. */

import { Database } from "bun:sqlite";
import { closeSync, fsyncSync, openSync } from "node:fs";
import { dirname } from "node:path";
import type { Durability } from "../event-log.ts";
import { topicHash } from "../evicted-topics.ts";

/** "SGau": identifies the file as a log of this program. */
const APPLICATION_ID = 0x53_47_61_75;
const SCHEMA_VERSION = 2;
/** SQLite moves the write-ahead log into the file after this many pages of 4 kB. */
const CHECKPOINT_PAGES = 4_000;
const MAX_WAL_BYTES = 64 * 1024 * 1024;
/** How long another process, such as a backup, may hold the file before publishes are refused. */
const BUSY_TIMEOUT_MS = 5_000;

/**
 * `end_bytes` is the total of all events up to and including this one, so that the retained bytes are one
 * subtraction; `at_ms` never decreases, whatever the clock does. Only ids chosen by publishers are stored: the log's
 * own follow from epoch and position.
 */
const EVENT_TABLE = `
  CREATE TABLE event (
    position INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    end_bytes INTEGER NOT NULL,
    id TEXT,
    topics TEXT NOT NULL,
    type TEXT,
    retry_ms INTEGER,
    data TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX event_by_id ON event(id) WHERE id IS NOT NULL;
`;

/**
 * `topic_event` indexes events by the hash of their topics. `evicted_topic` has the newest removed event of each
 * topic; its row -1 is the position up to which nothing more is known.
 */
const TOPIC_TABLES = `
  CREATE TABLE topic_event (
    topic INTEGER NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (topic, position)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE evicted_topic (topic INTEGER PRIMARY KEY, position INTEGER NOT NULL) STRICT;
`;

const EPOCH_TABLE = `
  CREATE TABLE epoch (
    number INTEGER PRIMARY KEY,
    first_position INTEGER NOT NULL,
    name TEXT NOT NULL UNIQUE,
    is_synced INTEGER NOT NULL
  ) STRICT;
`;

/** The row of `evicted_topic` that stands for no topic. */
export const FLOOR_ROW = -1;

const SYNCHRONOUS = { disk: "FULL", process: "NORMAL", memory: "OFF" } as const;

/**
 * Opens the file for the log's only writer. A new file becomes a log; an older version is upgraded.
 * @throws {Error} when it is not a log, or of a newer version; the message says which
 */
export function openForWriting(
  path: string,
  durability: Durability,
  busyTimeoutMs = BUSY_TIMEOUT_MS,
): Database {
  const database = new Database(path, { create: true, readwrite: true, strict: true });
  try {
    database.run(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
    database.run("PRAGMA journal_mode = WAL");
    database.run(`PRAGMA synchronous = ${SYNCHRONOUS[durability]}`);
    database.run(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    database.run(`PRAGMA journal_size_limit = ${MAX_WAL_BYTES}`);
    createOrCheck(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function createOrCheck(database: Database): void {
  const applicationId = readPragma(database, "application_id");
  const version = readPragma(database, "user_version");
  if (applicationId === 0 && isEmpty(database)) return create(database);
  if (applicationId !== APPLICATION_ID) throw new Error("it is some other database");
  if (version > SCHEMA_VERSION) {
    throw new Error(`its version is ${version}: expected at most ${SCHEMA_VERSION}`);
  }
  if (version < SCHEMA_VERSION) upgrade(database);
}

function create(database: Database): void {
  database.transaction(() => {
    database.run(EVENT_TABLE + TOPIC_TABLES + EPOCH_TABLE);
    database.run(`PRAGMA application_id = ${APPLICATION_ID}`);
    database.run(`PRAGMA user_version = ${SCHEMA_VERSION}`);
  })();
}

/** Version 1 had no topic index, and did not reliably record whether an epoch had been fully synced. */
function upgrade(database: Database): void {
  database.transaction(() => {
    database.run(TOPIC_TABLES);
    database.run("ALTER TABLE epoch RENAME TO old_epoch");
    database.run(EPOCH_TABLE);
    database.run(
      `INSERT INTO epoch (first_position, name, is_synced)
       SELECT first_position, name, 0 FROM old_epoch ORDER BY first_position`,
    );
    database.run("DROP TABLE old_epoch");
    database.run("DROP TABLE session");
    indexTopics(database);
    database.run(
      `INSERT INTO evicted_topic SELECT ${FLOOR_ROW}, min(position) - 1 FROM event HAVING min(position) > 1`,
    );
    database.run(`PRAGMA user_version = ${SCHEMA_VERSION}`);
  })();
}

/** In the order of the index, topic by topic: a million events then take only seconds. */
function indexTopics(database: Database): void {
  const positions = new Map<number, number[]>();
  const rows = database.query<{ position: number; topics: string }, []>(
    "SELECT position, topics FROM event ORDER BY position",
  );
  for (const { position, topics } of rows.iterate()) {
    for (const topic of new Set(topics.split("\n"))) {
      const hash = topicHash(topic);
      const known = positions.get(hash);
      if (known === undefined) positions.set(hash, [position]);
      else known.push(position);
    }
  }
  const insert = database.prepare<unknown, [number, number]>(
    "INSERT OR IGNORE INTO topic_event VALUES (?, ?)",
  );
  for (const hash of [...positions.keys()].toSorted((a, b) => a - b)) {
    for (const position of positions.get(hash) ?? []) insert.run(hash, position);
  }
}

function isEmpty(database: Database): boolean {
  return database.query("SELECT 1 FROM sqlite_schema LIMIT 1").get() === null;
}

/** The value of a pragma that is a number. */
export function readPragma(database: Database, name: string): number {
  const row = database.query<Record<string, number>, []>(`PRAGMA ${name}`).get();
  return Object.values(row ?? {})[0] ?? 0;
}

/** Syncs the file's folder, so that the names of new files are as durable as the files. */
export function syncDirectory(path: string): void {
  const directory = openSync(dirname(path), "r");
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}
