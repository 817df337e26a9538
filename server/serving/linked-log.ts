/** A log in another thread: its events come in batches over the port, and so do pages of older ones. */

import type { HubEvent } from "#protocol";
import { formatEventId } from "#protocol";
import { type Epoch, Epochs } from "../log/epochs.ts";
import type { DurableEvent, LogBounds, ReadableLog, Selected } from "../log/event-log.ts";
import { Followers } from "../log/followers.ts";

/** What does not change while the log is open, and where it stands when the batches begin. */
export interface LogSetup {
  readonly kind: string;
  readonly epoch: string;
  readonly epochs: readonly Epoch[];
  readonly bounds: LogBounds;
}

export type LogReads = Pick<ReadableLog, "select" | "read" | "positionOf">;

export class LinkedLog implements ReadableLog {
  readonly kind: string;
  readonly epoch: string;
  readonly #epochs: Epochs;
  readonly #reads: LogReads;
  readonly #followers = new Followers(this);
  #bounds: LogBounds;

  constructor({ kind, epoch, epochs, bounds }: LogSetup, reads: LogReads) {
    this.kind = kind;
    this.epoch = epoch;
    this.#epochs = new Epochs(epochs);
    this.#bounds = bounds;
    this.#reads = reads;
  }

  get epochs(): readonly Epoch[] {
    return this.#epochs.list;
  }

  get bounds(): LogBounds {
    return this.#bounds;
  }

  /** The log's next events, and what it holds now. */
  take(batch: readonly DurableEvent[], bounds: LogBounds): void {
    this.#bounds = bounds;
    this.#followers.tell(batch);
  }

  follow(after: number, onBatch: (batch: readonly DurableEvent[]) => void): () => void {
    return this.#followers.add(after, onBatch);
  }

  select(after: number, selectors: readonly string[], limit: number): Promise<Selected> {
    return this.#reads.select(after, selectors, limit);
  }

  read(positions: readonly number[], maxBytes: number): Promise<readonly HubEvent[]> {
    return this.#reads.read(positions, maxBytes);
  }

  positionOf(id: string): Promise<number | undefined> {
    return this.#reads.positionOf(id);
  }

  idAt(position: number): string {
    return formatEventId(this.#epochs.of(position), position);
  }

  hasEpoch(name: string): boolean {
    return this.#epochs.has(name);
  }
}
