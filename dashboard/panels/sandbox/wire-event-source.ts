/**
 * A Sandbox connection over the browser's EventSource, which reconnects by itself and sends Last-Event-ID. It dispatches
 * only the types that it listens for.
 */

import { isReservedTopic } from "#protocol";
import { ReopeningSource, type Source } from "../../feed/reopening-source.ts";
import { HUB_TYPES, tryingAgain, type Wire, type WireOptions, withLastId } from "./wire.ts";

export class EventSourceWire implements Wire {
  readonly #source: ReopeningSource;
  readonly #onEvent: WireOptions["onEvent"];
  readonly #hasHubTopic: boolean;
  #isOpen = false;
  #lastEventId: string;

  constructor(options: WireOptions, open?: (url: string) => Source) {
    const { query, types, onOpen, onLost, onRefused, onEvent } = options;
    this.#onEvent = onEvent;
    this.#lastEventId = options.lastEventId;
    this.#hasHubTopic = query.getAll("topic").some(isReservedTopic);
    this.#source = new ReopeningSource({
      // A new EventSource does not know the last event id of the previous one, so the URL carries it.
      url: () => `/events?${withLastId(query, this.#lastEventId)}`,
      types,
      onOpen: () => {
        this.#isOpen = true;
        onOpen(this.#lastEventId);
      },
      onLost: () => {
        const what = this.#isOpen ? "Connection lost" : "The hub cannot be reached";
        this.#isOpen = false;
        onLost(`${what}; the browser reconnects by itself.`);
      },
      onClosed: (waitMs) => onRefused(tryingAgain("Refused", waitMs)),
      onEvent: (event) => this.#take(event),
      ...(open === undefined ? {} : { open }),
    });
  }

  get lastEventId(): string {
    return this.#lastEventId;
  }

  listenFor(type: string): void {
    this.#source.listenFor(type);
  }

  setReading(): void {
    // The browser reads all the time.
  }

  close(): void {
    this.#source.close();
  }

  #take({ type, data, lastEventId }: MessageEvent<string>): void {
    const hasNoId = this.#hasHubTopic && HUB_TYPES.includes(type);
    if (!hasNoId) this.#lastEventId = lastEventId;
    this.#onEvent({ id: hasNoId ? "" : lastEventId, type, data, raw: undefined });
  }
}
