/**
 * The only writer of a log file: appends batches, each a transaction, and removes old events in small steps.
 * Synchronous, so that a batch is stored completely or not at all; it runs in a worker.
 */

import type { Database } from "bun:sqlite";
import { renameSync, rmSync } from "node:fs";
import type { Draft } from "#protocol";
import {
  type Appended,
  type Durability,
  isRepeat,
  type LogBounds,
  type Retention,
} from "../event-log.ts";
import { beginEpoch } from "./epochs.ts";
import { FileIdentity } from "./file-identity.ts";
import { openForWriting, syncDirectory } from "./schema.ts";
import { Statements } from "./statements.ts";

/** Estimated overhead per event in the file, in bytes: the row's header and its numbers. */
const ROW_BYTES = 40;
/** Estimated bytes per topic in its index, and per publisher id in its. */
const TOPIC_ROW_BYTES = 24;
const ID_ROW_BYTES = 12;

/** An exceeded limit is brought down to this share of it, so that a full log does not delete at every batch. */
const UNDERCUT = 0.99;

export interface WriterOptions {
  readonly path: string;
  readonly durability: Durability;
  readonly retention: Retention;
  /** Name of the epoch from now on if a new one is needed; unique per start. */
  readonly newEpoch: string;
  /** How long another process may hold the file before a batch is refused. Default: 5 s. */
  readonly busyTimeoutMs?: number;
}

export class LogWriter {
  readonly epoch: string;
  /** How often the file was rewritten because somebody deleted it. */
  rescues = 0;
  readonly #options: WriterOptions;
  /** The wall clock, in ms since 1970. */
  readonly #wallMs: () => number;
  #database: Database;
  #file: FileIdentity;
  #statements: Statements;
  #tail: number;
  #head: number;
  #endBytes: number;
  #atMs: number;
  #isRetaining = false;

  /** @throws {Error} when the file cannot be a log; the message says why */
  constructor(options: WriterOptions, wallMs: () => number) {
    this.#options = options;
    this.#wallMs = wallMs;
    this.#database = openForWriting(options.path, options.durability, options.busyTimeoutMs);
    this.#file = new FileIdentity(options.path);
    this.#statements = new Statements(this.#database);
    ({ tail: this.#tail, head: this.#head } = this.#statements.bounds());
    const newest = this.#statements.row(this.#head);
    this.#endBytes = newest?.end_bytes ?? 0;
    this.#atMs = newest?.at_ms ?? 0;
    const next = { name: options.newEpoch, isSynced: options.durability === "disk" };
    this.epoch = beginEpoch(this.#database, next, this.bounds);
  }

  get bounds(): LogBounds {
    return { tail: this.#tail, head: this.#head };
  }

  /** Stores all new drafts, or none. */
  append(drafts: readonly Draft[]): Appended {
    this.#requireFile();
    const before = { head: this.#head, endBytes: this.#endBytes };
    try {
      this.#database.run("BEGIN IMMEDIATE");
      this.#atMs = Math.max(this.#atMs, Math.floor(this.#wallMs()));
      const appended = this.#storeAll(drafts);
      this.#database.run("COMMIT");
      return appended;
    } catch (error) {
      ({ head: this.#head, endBytes: this.#endBytes } = before);
      this.#rollBack();
      throw error;
    }
  }

  /** Removes at most `maxEvents`, and returns whether more must be removed. The newest event stays. */
  retain(maxEvents: number): boolean {
    if (!this.#isOver(this.#tail, this.#isRetaining ? UNDERCUT : 1)) return false;
    const last = this.#findLastOver(Math.min(this.#tail + maxEvents, this.#head) - 1);
    if (last < this.#tail) return false;
    this.#deleteTo(last);
    this.#isRetaining = this.#isOver(this.#tail, UNDERCUT);
    return this.#isRetaining;
  }

  /** Moves everything into the single file, synced, and closes it. */
  close(): void {
    this.#database.run("PRAGMA wal_checkpoint(TRUNCATE)");
    this.#database.close();
  }

  #storeAll(drafts: readonly Draft[]): Appended {
    const collisions: number[] = [];
    const positions = drafts.map((draft, index) => {
      const known = draft.id === undefined ? undefined : this.#statements.find(draft.id);
      if (!known) return this.#store(draft);
      if (!isRepeat(draft, known)) collisions.push(index);
      return known.position;
    });
    return { positions, collisions };
  }

  #store(draft: Draft): number {
    const { id = null, type = null, retryMs = null, data } = draft;
    const topics = draft.topics.join("\n");
    const position = this.#head + 1;
    const endBytes = this.#endBytes + fileBytes(draft);
    const values = [position, this.#atMs, endBytes, id, topics, type, retryMs, data] as const;
    this.#statements.insert(draft.topics, ...values);
    this.#head = position;
    this.#endBytes = endBytes;
    return position;
  }

  #deleteTo(last: number): void {
    try {
      this.#database.run("BEGIN IMMEDIATE");
      this.#statements.deleteTo(last);
      this.#database.run("COMMIT");
    } catch (error) {
      this.#rollBack();
      throw error;
    }
    this.#tail = last + 1;
  }

  #rollBack(): void {
    if (this.#database.inTransaction) this.#database.run("ROLLBACK");
  }

  /** The last position from the tail to `last` that exceeds a limit; one less than the tail if none does. */
  #findLastOver(last: number): number {
    let inside = this.#tail - 1;
    let outside = last + 1;
    while (outside - inside > 1) {
      const middle = (inside + outside) >> 1;
      if (this.#isOver(middle, UNDERCUT)) inside = middle;
      else outside = middle;
    }
    return inside;
  }

  /** Whether the log would exceed a limit, scaled by `share`, if `position` were its tail. */
  #isOver(position: number, share: number): boolean {
    if (position >= this.#head) return false;
    const { maxCount, maxBytes, maxAgeMs } = this.#options.retention;
    if (this.#head - position + 1 > Math.ceil(maxCount * share)) return true;
    const row = this.#statements.row(position);
    if (row === undefined) return false;
    const isTooOld = this.#wallMs() - row.at_ms > maxAgeMs * share;
    return isTooOld || this.#endBytes - row.end_bytes > maxBytes * share;
  }

  #requireFile(): void {
    const state = this.#file.check();
    if (state === "missing") this.#rescue();
    if (state === "replaced") throw new Error("another file has replaced the log");
    if (state === "truncated") throw new Error("the log file is damaged: it was truncated");
  }

  /** The deleted file is still open here: its content is written back to the old path. */
  #rescue(): void {
    const { path, durability, busyTimeoutMs } = this.#options;
    const copy = `${path}-rescue`;
    rmSync(copy, { force: true });
    this.#database.run("VACUUM INTO ?", [copy]);
    this.#database.close();
    for (const part of ["", "-wal", "-shm"]) rmSync(path + part, { force: true });
    renameSync(copy, path);
    syncDirectory(path);
    this.#database = openForWriting(path, durability, busyTimeoutMs);
    this.#file = new FileIdentity(path);
    this.#statements = new Statements(this.#database);
    this.rescues += 1;
  }
}

/** Estimated size of an event in the file, in bytes. */
function fileBytes({ topics, data, id, type }: Draft): number {
  let bytes = ROW_BYTES + Buffer.byteLength(data);
  for (const topic of topics) bytes += TOPIC_ROW_BYTES + Buffer.byteLength(topic);
  if (type !== undefined) bytes += Buffer.byteLength(type);
  // Stored in the row and in the index of ids.
  if (id !== undefined) bytes += ID_ROW_BYTES + 2 * id.length;
  return bytes;
}
