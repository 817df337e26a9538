/** An `EventLog` in memory: nothing survives the process, so every start has an epoch of its own. */

import type { Draft, HubEvent } from "#protocol";
import { formatEventId, parseEventId } from "#protocol";
import type { EventLog, LogBounds, Retention } from "./event-log.ts";
import { PositionRing } from "./ring.ts";

/** What an event costs beside its text, in bytes: objects, strings' headers and the slot. An estimate. */
const EVENT_OVERHEAD_BYTES = 200;

interface Stored {
  readonly event: HubEvent;
  readonly atMs: number;
}

export class MemoryLog implements EventLog {
  readonly kind = "memory";
  readonly epoch: string;
  readonly #events: PositionRing<Stored>;
  readonly #positionsById = new Map<string, number>();
  readonly #maxAgeMs: number;
  readonly #nowMs: () => number;

  /** Retains the newest events within `retention`; `epoch` must be new for every log, `nowMs` monotonic. */
  constructor(epoch: string, retention: Retention, nowMs: () => number) {
    this.epoch = epoch;
    this.#maxAgeMs = retention.maxAgeMs;
    this.#nowMs = nowMs;
    this.#events = new PositionRing(retention, ({ event }) => sizeOfEvent(event), {
      onEvict: ({ event }) => this.#positionsById.delete(event.id),
    });
  }

  get bounds(): LogBounds {
    return { tail: this.#events.tail, head: this.#events.head };
  }

  append(drafts: readonly Draft[]): Promise<readonly number[]> {
    const atMs = this.#nowMs();
    this.#events.evictWhile((oldest) => atMs - oldest.atMs > this.#maxAgeMs);
    return Promise.resolve(drafts.map((draft) => this.#known(draft) ?? this.#store(draft, atMs)));
  }

  read(after: number, limit: number, maxBytes: number): Promise<readonly HubEvent[]> {
    const events: HubEvent[] = [];
    let bytes = 0;
    let position = Math.max(after + 1, this.#events.tail);
    for (; position <= this.#events.head && events.length < limit && bytes < maxBytes; position++) {
      const stored = this.#events.at(position);
      if (stored === undefined) continue;
      events.push(stored.event);
      bytes += stored.event.data.length;
    }
    return Promise.resolve(events);
  }

  positionOf(id: string): Promise<number | undefined> {
    const own = parseEventId(id);
    const position = own?.epoch === this.epoch ? own.position : this.#positionsById.get(id);
    return Promise.resolve(position);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #known({ id }: Draft): number | undefined {
    return id === undefined ? undefined : this.#positionsById.get(id);
  }

  #store(draft: Draft, atMs: number): number {
    const position = this.#events.head + 1;
    const event = { ...draft, position, id: draft.id ?? formatEventId(this.epoch, position) };
    if (draft.id !== undefined) this.#positionsById.set(draft.id, position);
    this.#events.add({ event, atMs });
    return position;
  }
}

function sizeOfEvent(event: HubEvent): number {
  return EVENT_OVERHEAD_BYTES + 2 * event.data.length;
}
