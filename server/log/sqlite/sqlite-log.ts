/**
 * An `EventLog` in an SQLite file: a worker appends, this thread reads. A batch is one transaction, and `append()`
 * resolves once it is as durable as `--durability` promises.
 */

import { statSync } from "node:fs";
import type { Draft, HubEvent } from "#protocol";
import {
  type Appended,
  type DurableEvent,
  type EventLog,
  type LogBounds,
  LogUnavailableError,
  type Selected,
} from "../event-log.ts";
import { Followers } from "../followers.ts";
import { draftBytes } from "../held-bytes.ts";
import type { Epoch } from "../epochs.ts";
import type { LogLock } from "./lock.ts";
import type { FromWriter, ToWriter } from "./messages.ts";
import { LogReader } from "./reader.ts";
import type { WriterOptions } from "./writer.ts";

export interface SqliteLogOptions extends WriterOptions {
  /** Already held for this log; released when it is closed. */
  readonly lock: LogLock;
  /** Something happened to the file that the operator should know about. */
  readonly onNotice: (text: string) => void;
}

export class SqliteLog implements EventLog {
  readonly kind = "sqlite";
  readonly epoch: string;
  readonly #options: SqliteLogOptions;
  readonly #writer: WriterThread;
  readonly #followers = new Followers(this);
  #reader: LogReader;
  #tail: number;
  #head: number;
  #rescues = 0;
  #trouble: string | undefined;

  private constructor(options: SqliteLogOptions, writer: WriterThread, opened: Opened) {
    this.#options = options;
    this.#writer = writer;
    this.epoch = opened.epoch;
    ({ tail: this.#tail, head: this.#head } = opened.bounds);
    this.#reader = new LogReader(options.path);
    writer.onRetained = (tail) => (this.#tail = tail);
  }

  /** @throws {LogUnavailableError} when the file cannot be used as a log; the message says why */
  static async open(options: SqliteLogOptions): Promise<SqliteLog> {
    const { lock, onNotice: _, ...writerOptions } = options;
    const writer = new WriterThread();
    const answer = await writer.ask({ kind: "open", options: writerOptions });
    if (answer.kind === "opened") return new SqliteLog(options, writer, answer);
    writer.end();
    lock.release();
    const reason = answer.kind === "failed" ? answer.reason : "its writer is not responding";
    throw new LogUnavailableError(`Cannot use ${options.path} as the log: ${reason}`);
  }

  get epochs(): readonly Epoch[] {
    return this.#reader.epochs.list;
  }

  get bounds(): LogBounds {
    return { tail: this.#tail, head: this.#head };
  }

  /** The file, and what SQLite keeps beside it. */
  sizeBytes(): number | undefined {
    const files = ["", "-wal", "-shm"].map((part) => fileBytes(this.#options.path + part));
    return files[0] === undefined
      ? undefined
      : files.reduce<number>((sum, one = 0) => sum + one, 0);
  }

  async append(drafts: readonly Draft[], acceptedAtMs?: readonly number[]): Promise<Appended> {
    const answer = await this.#writer.ask({ kind: "append", draftsJson: JSON.stringify(drafts) });
    if (answer.kind !== "appended") {
      const reason = answer.kind === "failed" ? answer.reason : "its writer is not responding";
      this.#note(reason);
      throw new LogUnavailableError(`The log cannot store events: ${reason}`);
    }
    this.#note(undefined);
    const { positions, collisions, rescues } = answer;
    if (rescues > this.#rescues) this.#reopen(rescues);
    this.#followers.tell(this.#stored(drafts, positions, acceptedAtMs));
    return { positions, collisions };
  }

  follow(after: number, onBatch: (batch: readonly DurableEvent[]) => void): () => void {
    return this.#followers.add(after, onBatch);
  }

  async select(after: number, selectors: readonly string[], limit: number): Promise<Selected> {
    return this.#reader.select(after, selectors, this.#head, limit);
  }

  async read(positions: readonly number[], maxBytes: number): Promise<readonly HubEvent[]> {
    return this.#reader.read(positions, maxBytes);
  }

  async positionOf(id: string): Promise<number | undefined> {
    return this.#reader.positionOf(id);
  }

  idAt(position: number): string {
    return this.#reader.idAt(position);
  }

  hasEpoch(name: string): boolean {
    return this.#reader.hasEpoch(name);
  }

  async close(): Promise<void> {
    this.#reader.close();
    await this.#writer.ask({ kind: "close" });
    this.#writer.end();
    this.#options.lock.release();
  }

  /** The drafts that became new events; the head moves to the last. The others repeat an event, or have its id. */
  #stored(
    drafts: readonly Draft[],
    positions: readonly number[],
    acceptedAtMs: readonly number[] | undefined,
  ): DurableEvent[] {
    const batch: DurableEvent[] = [];
    for (const [index, draft] of drafts.entries()) {
      const position = positions[index];
      if (position === undefined || position <= this.#head) continue;
      const event = { ...draft, position, id: draft.id ?? this.idAt(position) };
      batch.push({ event, sizeBytes: draftBytes(event), acceptedAtMs: acceptedAtMs?.[index] });
      this.#head = position;
    }
    return batch;
  }

  #reopen(rescues: number): void {
    this.#rescues = rescues;
    this.#reader.close();
    this.#reader = new LogReader(this.#options.path);
    this.#options.onNotice("The log file was deleted; it has been rewritten with all its events");
  }

  /** Logs once that the log fails, and once that it works again. */
  #note(trouble: string | undefined): void {
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    this.#options.onNotice(
      trouble === undefined
        ? "The log stores events again"
        : `The log cannot store events: ${trouble}`,
    );
  }
}

type Opened = Extract<FromWriter, { kind: "opened" }>;

function fileBytes(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.size;
}

/** The worker, which gets one request at a time. */
class WriterThread {
  onRetained: (tail: number) => void = () => {};
  readonly #worker = new Worker(new URL("./worker.ts", import.meta.url).href);
  #answer: ((message: FromWriter) => void) | undefined;
  #hasEnded = false;

  constructor() {
    this.#worker.onmessage = ({ data }: MessageEvent<FromWriter>) => {
      if (data.kind === "retained") this.onRetained(data.tail);
      else this.#settle(data);
    };
    this.#worker.onerror = ({ message }) => this.#settle({ kind: "failed", reason: message });
    this.#worker.addEventListener("close", () => {
      this.#hasEnded = true;
      this.#settle({ kind: "failed", reason: "its writer has ended" });
    });
  }

  ask(message: ToWriter): Promise<FromWriter> {
    if (this.#hasEnded) return Promise.resolve({ kind: "failed", reason: "its writer has ended" });
    const { promise, resolve } = Promise.withResolvers<FromWriter>();
    this.#answer = resolve;
    this.#worker.postMessage(message);
    return promise;
  }

  end(): void {
    this.#worker.terminate();
  }

  #settle(message: FromWriter): void {
    this.#answer?.(message);
    this.#answer = undefined;
  }
}
