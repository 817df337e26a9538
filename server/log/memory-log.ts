/** An `EventLog` in memory: nothing survives the process, so every start has an epoch of its own. */

import type { Draft, HubEvent } from "#protocol";
import { formatEventId } from "#protocol";
import type { EventLog, LogBounds } from "./event-log.ts";
import { PositionRing, type RingLimits } from "./ring.ts";

/** What an event costs beside its text, in bytes: objects, strings' headers and the slot. An estimate. */
const EVENT_OVERHEAD_BYTES = 200;

export class MemoryLog implements EventLog {
  readonly kind = "memory";
  readonly epoch: string;
  readonly #events: PositionRing<HubEvent>;
  readonly #positionsById = new Map<string, number>();

  /** Retains the newest events within `limits`; `epoch` must be new for every log. */
  constructor(epoch: string, limits: RingLimits) {
    this.epoch = epoch;
    this.#events = new PositionRing(limits, sizeOfEvent, {
      onEvict: (event) => this.#positionsById.delete(event.id),
    });
  }

  get bounds(): LogBounds {
    return { tail: this.#events.tail, head: this.#events.head };
  }

  append(drafts: readonly Draft[]): Promise<readonly HubEvent[]> {
    return Promise.resolve(drafts.map((draft) => this.#known(draft) ?? this.#store(draft)));
  }

  read(after: number, limit: number): Promise<readonly HubEvent[]> {
    const events: HubEvent[] = [];
    let position = Math.max(after + 1, this.#events.tail);
    for (; position <= this.#events.head && events.length < limit; position++) {
      const event = this.#events.at(position);
      if (event !== undefined) events.push(event);
    }
    return Promise.resolve(events);
  }

  positionOf(id: string): Promise<number | undefined> {
    return Promise.resolve(this.#positionsById.get(id));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #known(draft: Draft): HubEvent | undefined {
    if (draft.id === undefined) return undefined;
    const position = this.#positionsById.get(draft.id);
    return position === undefined ? undefined : this.#events.at(position);
  }

  #store(draft: Draft): HubEvent {
    const position = this.#events.head + 1;
    const event = { ...draft, position, id: draft.id ?? formatEventId(this.epoch, position) };
    if (draft.id !== undefined) this.#positionsById.set(draft.id, position);
    this.#events.add(event);
    return event;
  }
}

function sizeOfEvent(event: HubEvent): number {
  return EVENT_OVERHEAD_BYTES + 2 * event.data.length;
}
