/** An `EventLog` in memory: nothing survives the process. */

import type { Draft, HubEvent } from "#protocol";
import { formatEventId, parseEventId } from "#protocol";
import {
  type Appended,
  type DurableEvent,
  type EventLog,
  isRepeat,
  type LogBounds,
  type Retention,
  type Selected,
} from "./event-log.ts";
import type { Epoch } from "./epochs.ts";
import { EvictedTopics } from "./evicted-topics.ts";
import { Followers } from "./followers.ts";
import { draftBytes } from "./held-bytes.ts";
import { PositionRing } from "./ring.ts";
import { TopicPositions } from "./topic-positions.ts";

/** Estimated overhead per event in addition to its strings and the topic index, in bytes: objects and a slot. */
const EVENT_OVERHEAD_BYTES = 20;

interface Stored {
  readonly event: HubEvent;
  readonly atMs: number;
  readonly sizeBytes: number;
}

export class MemoryLog implements EventLog {
  readonly kind = "memory";
  readonly epoch: string;
  readonly #events: PositionRing<Stored>;
  readonly #positionsById = new Map<string, number>();
  readonly #topics = new TopicPositions();
  readonly #evicted = new EvictedTopics();
  readonly #maxAgeMs: number;
  readonly #nowMs: () => number;
  readonly #followers = new Followers(this);

  /** Retains the newest events within `retention`; `epoch` must be new for every log, `nowMs` monotonic. */
  constructor(epoch: string, retention: Retention, nowMs: () => number) {
    this.epoch = epoch;
    this.#maxAgeMs = retention.maxAgeMs;
    this.#nowMs = nowMs;
    this.#events = new PositionRing(retention, ({ sizeBytes }) => sizeBytes, {
      onEvict: ({ event }) => this.#onEvict(event),
      bytesBeside: () => this.#topics.bytes,
    });
  }

  get epochs(): readonly Epoch[] {
    return [{ firstPosition: 1, name: this.epoch }];
  }

  sizeBytes(): number {
    return this.#events.bytes;
  }

  get bounds(): LogBounds {
    return { tail: this.#events.tail, head: this.#events.head };
  }

  append(drafts: readonly Draft[], acceptedAtMs?: readonly number[]): Promise<Appended> {
    const atMs = this.#nowMs();
    this.#events.evictWhile((oldest) => atMs - oldest.atMs > this.#maxAgeMs);
    const collisions: number[] = [];
    const batch: DurableEvent[] = [];
    const positions = drafts.map((draft, index) => {
      const known = this.#known(draft);
      if (known === undefined) {
        const { event, sizeBytes } = this.#store(draft, atMs);
        batch.push({ event, sizeBytes, acceptedAtMs: acceptedAtMs?.[index] });
        return event.position;
      }
      if (!isRepeat(draft, known)) collisions.push(index);
      return known.position;
    });
    this.#followers.tell(batch);
    return Promise.resolve({ positions, collisions });
  }

  follow(after: number, onBatch: (batch: readonly DurableEvent[]) => void): () => void {
    return this.#followers.add(after, onBatch);
  }

  select(after: number, selectors: readonly string[], limit: number): Promise<Selected> {
    const { tail, head } = this.#events;
    const found = this.#topics.select(selectors, Math.max(after + 1, tail), head, limit);
    const lost = this.#evicted.newestAfter(after, selectors, tail);
    return Promise.resolve({ ...found, lost });
  }

  read(positions: readonly number[], maxBytes: number): Promise<readonly HubEvent[]> {
    const events: HubEvent[] = [];
    let bytes = 0;
    for (const position of positions) {
      const stored = this.#events.at(position);
      if (stored === undefined || bytes >= maxBytes) break;
      events.push(stored.event);
      bytes += stored.sizeBytes;
    }
    return Promise.resolve(events);
  }

  positionOf(id: string): Promise<number | undefined> {
    const own = parseEventId(id);
    const position = own?.epoch === this.epoch ? own.position : this.#positionsById.get(id);
    return Promise.resolve(position);
  }

  idAt(position: number): string {
    return formatEventId(this.epoch, position);
  }

  hasEpoch(name: string): boolean {
    return name === this.epoch;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #known({ id }: Draft): HubEvent | undefined {
    const position = id === undefined ? undefined : this.#positionsById.get(id);
    return position === undefined ? undefined : this.#events.at(position)?.event;
  }

  #store(draft: Draft, atMs: number): Pick<DurableEvent, "event" | "sizeBytes"> {
    const position = this.#events.head + 1;
    const event = { ...draft, position, id: draft.id ?? this.idAt(position) };
    const sizeBytes = draftBytes(event);
    if (draft.id !== undefined) this.#positionsById.set(draft.id, position);
    this.#topics.add(event.topics, position);
    this.#events.add({ event, atMs, sizeBytes: EVENT_OVERHEAD_BYTES + sizeBytes });
    return { event, sizeBytes };
  }

  #onEvict({ id, topics, position }: HubEvent): void {
    this.#positionsById.delete(id);
    this.#topics.evict(topics, position);
    this.#evicted.add(topics, position);
  }
}
