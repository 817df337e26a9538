/**
 * Those who follow a log: each gets every event after its start, in order and once, whoever appended it. One that
 * starts behind the head reads until it has reached it, and is told from then on.
 */

import { EVERY_TOPIC } from "#protocol";
import { type DurableEvent, LogUnavailableError, type ReadableLog } from "./event-log.ts";
import { draftBytes } from "./held-bytes.ts";

const PAGE_EVENTS = 256;
const PAGE_BYTES = 1024 * 1024;
/** Delay before retrying a log that cannot be read now. */
const RETRY_MS = 100;

type OnBatch = (batch: readonly DurableEvent[]) => void;

interface Follower {
  readonly onBatch: OnBatch;
  /** It has all events up to here. */
  position: number;
  /** Whether it has reached the head, and is told of what comes. */
  isTold: boolean;
}

export class Followers {
  readonly #log: Pick<ReadableLog, "bounds" | "select" | "read">;
  readonly #members = new Set<Follower>();

  constructor(log: Pick<ReadableLog, "bounds" | "select" | "read">) {
    this.#log = log;
  }

  /** Calls `onBatch` with all events after position `after`, until the returned function is called. */
  add(after: number, onBatch: OnBatch): () => void {
    const follower = { onBatch, position: after, isTold: after >= this.#log.bounds.head };
    this.#members.add(follower);
    if (!follower.isTold) void this.#readToHead(follower);
    return () => this.#members.delete(follower);
  }

  /** The log's newest events, which its bounds have already. */
  tell(batch: readonly DurableEvent[]): void {
    const last = batch.at(-1);
    if (last === undefined) return;
    for (const follower of this.#members) {
      if (!follower.isTold) continue;
      follower.position = last.event.position;
      this.#hand(follower, batch);
    }
  }

  async #readToHead(follower: Follower): Promise<void> {
    while (this.#members.has(follower)) {
      if (follower.position >= this.#log.bounds.head) {
        follower.isTold = true;
        return;
      }
      try {
        await this.#readPage(follower);
      } catch (error) {
        if (!(error instanceof LogUnavailableError)) throw error;
        await Bun.sleep(RETRY_MS);
      }
    }
  }

  async #readPage(follower: Follower): Promise<void> {
    const { positions, end } = await this.#log.select(
      follower.position,
      [EVERY_TOPIC],
      PAGE_EVENTS,
    );
    const events = await this.#log.read(positions, PAGE_BYTES);
    if (!this.#members.has(follower)) return;
    const isWhole = events.length === positions.length;
    follower.position = isWhole ? end : (events.at(-1)?.position ?? follower.position);
    if (events.length === 0) return;
    this.#hand(
      follower,
      events.map((event) => ({ event, sizeBytes: draftBytes(event), acceptedAtMs: undefined })),
    );
  }

  /** What a follower throws is not the log's fault, nor that of who appended: it ends the process. */
  #hand({ onBatch }: Follower, batch: readonly DurableEvent[]): void {
    try {
      onBatch(batch);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}
