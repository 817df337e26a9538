/**
 * What was published to one topic: events in each second of the last minute, bytes in each of the last ten, and the
 * last event. Seconds count from the hub's start; each second's cell is used again later, and cleared on the way there.
 */

import { TOPIC_HISTORY_S, type TopicRates } from "#protocol";

/** Over how many full seconds rates are means. */
export const RATE_S = 10;

/** A power of two, and more than a history with the second under way. */
const EVENT_CELLS = 64;
const BYTE_CELLS = 16;

/** Estimated bytes of memory, without the topic's name and the last event's id. */
export const FIGURES_BYTES = 4 * EVENT_CELLS + 8 * BYTE_CELLS + 400;

export class TopicFigures {
  lastEventAtMs: number | null = null;
  lastEventId: string | null = null;
  readonly #events = new Uint32Array(EVENT_CELLS);
  readonly #bytes = new Float64Array(BYTE_CELLS);
  /** The first second counted, and the last that something was counted in. */
  #since: number;
  #second: number;

  constructor(second: number) {
    this.#since = second;
    this.#second = second;
  }

  /** The last second that something was counted in, or the first. */
  get second(): number {
    return this.#second;
  }

  /** Forgets everything, for another topic. */
  restart(second: number): void {
    this.#events.fill(0);
    this.#bytes.fill(0);
    this.#since = second;
    this.#second = second;
    this.lastEventAtMs = null;
    this.lastEventId = null;
  }

  /** The hot path. `second` is never less than before. */
  add(second: number, bytes: number): void {
    if (second !== this.#second) this.#moveTo(second);
    const [event, byte] = [second & (EVENT_CELLS - 1), second & (BYTE_CELLS - 1)];
    this.#events[event] = (this.#events[event] ?? 0) + 1;
    this.#bytes[byte] = (this.#bytes[byte] ?? 0) + bytes;
  }

  /** Means over the `seconds` full seconds before `second`, at most `RATE_S`. */
  rates(second: number, seconds: number): TopicRates {
    let events = 0;
    let bytes = 0;
    for (let at = Math.max(second - seconds, this.#since); at < second; at++) {
      if (at > this.#second) break;
      events += this.#events[at & (EVENT_CELLS - 1)] ?? 0;
      bytes += this.#bytes[at & (BYTE_CELLS - 1)] ?? 0;
    }
    const perSecond = (sum: number) => (seconds === 0 ? 0 : sum / seconds);
    return { eventsPerSecond: perSecond(events), bytesPerSecond: perSecond(bytes) };
  }

  /** Events in each full second before `second`, as far as they were counted. */
  history(second: number): number[] {
    const from = Math.max(second - TOPIC_HISTORY_S, this.#since);
    return Array.from({ length: Math.max(0, second - from) }, (_, index) => {
      const at = from + index;
      return at > this.#second ? 0 : (this.#events[at & (EVENT_CELLS - 1)] ?? 0);
    });
  }

  #moveTo(second: number): void {
    const from = Math.max(this.#second + 1, second - EVENT_CELLS + 1);
    for (let at = from; at <= second; at++) {
      this.#events[at & (EVENT_CELLS - 1)] = 0;
      this.#bytes[at & (BYTE_CELLS - 1)] = 0;
    }
    this.#second = second;
  }
}
