/** The tables of a log file, and how one is opened so that it can be trusted. */

import { Database } from "bun:sqlite";
import { closeSync, fsyncSync, openSync } from "node:fs";
import { dirname } from "node:path";
import type { Durability } from "../event-log.ts";

/** "SGau": by this number the file is known as a log of this program's. */
const APPLICATION_ID = 0x53_47_61_75;
const SCHEMA_VERSION = 1;
/** SQLite moves the write-ahead log into the file after so many pages of 4 kB. */
const CHECKPOINT_PAGES = 4_000;
const MAX_WAL_BYTES = 64 * 1024 * 1024;

/**
 * `end_bytes` sums up the text of all events up to and with this one, so that the retained bytes are one
 * subtraction; `at_ms` never falls, whatever the clock does. An event's own id is kept only if a publisher
 * chose it: the log's own follow from epoch and position.
 */
const TABLES = `
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
  CREATE TABLE epoch (first_position INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE session (only INTEGER PRIMARY KEY CHECK (only = 1), boot_id TEXT NOT NULL, is_synced INTEGER NOT NULL) STRICT;
`;

const SYNCHRONOUS = { disk: "FULL", process: "NORMAL", memory: "OFF" } as const;

/**
 * Opens the file for the log's one writer, and makes it a log when it is new.
 * @throws {Error} when it is something else, or of a newer version; the message says what
 */
export function openForWriting(path: string, durability: Durability): Database {
  const database = new Database(path, { create: true, readwrite: true, strict: true });
  try {
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
  if (applicationId !== APPLICATION_ID) throw new Error("it is a database of something else");
  if (version > SCHEMA_VERSION) {
    throw new Error(`its version is ${version}: expected at most ${SCHEMA_VERSION}`);
  }
}

function create(database: Database): void {
  database.transaction(() => {
    database.run(TABLES);
    database.run(`PRAGMA application_id = ${APPLICATION_ID}`);
    database.run(`PRAGMA user_version = ${SCHEMA_VERSION}`);
  })();
}

function isEmpty(database: Database): boolean {
  return database.query("SELECT 1 FROM sqlite_schema LIMIT 1").get() === null;
}

/** The value of a pragma that is a number. */
export function readPragma(database: Database, name: string): number {
  const row = database.query<Record<string, number>, []>(`PRAGMA ${name}`).get();
  return Object.values(row ?? {})[0] ?? 0;
}

/** Makes the names of new files in the file's folder as durable as the files. */
export function syncDirectory(path: string): void {
  const directory = openSync(dirname(path), "r");
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}
