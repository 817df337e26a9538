/**
 * The one writer of a log file: appends batches, each a transaction, and lets old events go in small
 * steps. Synchronous, so that a whole batch is stored or none of it; it runs in a worker.
 */

import type { Database } from "bun:sqlite";
import { renameSync, rmSync } from "node:fs";
import type { Draft } from "#protocol";
import type { Durability, LogBounds, Retention } from "../event-log.ts";
import { FileIdentity } from "./file-identity.ts";
import { openForWriting, syncDirectory } from "./schema.ts";
import { beginSession, currentEpoch, endSession } from "./session.ts";
import { Statements } from "./statements.ts";

/** What an event costs in the file beside its text, in bytes: the row's header and its numbers. An estimate. */
const ROW_OVERHEAD_BYTES = 60;

/** A limit that was passed is undercut to this share of it, so that a full log does not delete at each batch. */
const UNDERCUT = 0.99;

export interface WriterOptions {
  readonly path: string;
  readonly durability: Durability;
  readonly retention: Retention;
  /** Names the numbering of a new log, and of one that may have lost events. */
  readonly newEpoch: string;
  /** Names this start of the machine: with another one, events that were never synced may be lost. */
  readonly bootId: string;
}

export class LogWriter {
  readonly epoch: string;
  /** How often the file was written anew because somebody deleted it. */
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
    this.#database = openForWriting(options.path, options.durability);
    this.#file = new FileIdentity(options.path);
    this.#statements = new Statements(this.#database);
    ({ tail: this.#tail, head: this.#head } = this.#statements.bounds());
    const newest = this.#statements.row(this.#head);
    this.#endBytes = newest?.end_bytes ?? 0;
    this.#atMs = newest?.at_ms ?? 0;
    beginSession(this.#database, options, this.#head);
    this.epoch = currentEpoch(this.#database);
  }

  get bounds(): LogBounds {
    return { tail: this.#tail, head: this.#head };
  }

  /** Stores all drafts or none, and answers a position for each. */
  append(drafts: readonly Draft[]): number[] {
    this.#requireFile();
    const before = { head: this.#head, endBytes: this.#endBytes };
    try {
      this.#database.run("BEGIN IMMEDIATE");
      this.#atMs = Math.max(this.#atMs, Math.floor(this.#wallMs()));
      const positions = drafts.map((draft) => this.#known(draft) ?? this.#store(draft));
      this.#database.run("COMMIT");
      return positions;
    } catch (error) {
      ({ head: this.#head, endBytes: this.#endBytes } = before);
      if (this.#database.inTransaction) this.#database.run("ROLLBACK");
      throw error;
    }
  }

  /**
   * Lets at most `maxEvents` go, and answers whether more must. The newest event stays.
   */
  retain(maxEvents: number): boolean {
    if (!this.#isOver(this.#tail, this.#isRetaining ? UNDERCUT : 1)) return false;
    const last = this.#findLastOver(Math.min(this.#tail + maxEvents, this.#head) - 1);
    if (last < this.#tail) return false;
    this.#statements.deleteTo(last);
    this.#tail = last + 1;
    this.#isRetaining = this.#isOver(this.#tail, UNDERCUT);
    return this.#isRetaining;
  }

  /** Moves everything into the one file, synced, and closes it. */
  close(): void {
    endSession(this.#database, this.#options.durability);
    this.#database.run("PRAGMA wal_checkpoint(TRUNCATE)");
    this.#database.close();
  }

  #known({ id }: Draft): number | undefined {
    return id === undefined ? undefined : this.#statements.positionOf(id);
  }

  #store(draft: Draft): number {
    const { id = null, type = null, retryMs = null, data } = draft;
    const topics = draft.topics.join("\n");
    const position = this.#head + 1;
    const endBytes = this.#endBytes + data.length + topics.length + ROW_OVERHEAD_BYTES;
    this.#statements.insert(position, this.#atMs, endBytes, id, topics, type, retryMs, data);
    this.#head = position;
    this.#endBytes = endBytes;
    return position;
  }

  /** The last of the positions from the tail to `last` that is beyond a limit; one less than the tail for none. */
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

  /** True when the log would be beyond a limit, scaled by `share`, if `position` were its tail. */
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
    if (state === "replaced") throw new Error("another file stands in the place of the log");
    if (state === "truncated") throw new Error("the log file is damaged: it lost its end");
  }

  /** What was deleted is still open here: it is written to its old place, whole. */
  #rescue(): void {
    const { path, durability } = this.#options;
    const copy = `${path}-rescue`;
    rmSync(copy, { force: true });
    this.#database.run("VACUUM INTO ?", [copy]);
    this.#database.close();
    for (const part of ["", "-wal", "-shm"]) rmSync(path + part, { force: true });
    renameSync(copy, path);
    syncDirectory(path);
    this.#database = openForWriting(path, durability);
    this.#file = new FileIdentity(path);
    this.#statements = new Statements(this.#database);
    this.rescues += 1;
  }
}
