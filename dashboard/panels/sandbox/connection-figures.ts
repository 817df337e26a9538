/** The live figures of a Sandbox connection: its rate over the last seconds, and the latency of events published here. */

import { RecentKeys } from "../../common/recent-keys.ts";

/** The rate is the mean over this time. */
export const RATE_OVER_MS = 5_000;
const SLOT_MS = 500;
const SLOTS = RATE_OVER_MS / SLOT_MS;
/** Latest latencies that the median is of. */
export const MAX_LATENCIES = 100;
/** Arrivals that may turn out to be this page's own once the hub has answered. */
const MAX_ARRIVALS = 2_000;

/** Events per second: counts in slots of half a second, ten of them. */
export class RateMeter {
  readonly #counts = new Uint32Array(SLOTS);
  #slot = 0;

  count(atMs: number): void {
    this.#moveTo(atMs);
    const index = this.#slot % SLOTS;
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
  }

  perSecond(atMs: number): number {
    this.#moveTo(atMs);
    const sum = this.#counts.reduce((total, count) => total + count, 0);
    return (sum * 1000) / RATE_OVER_MS;
  }

  /** Empties the slots that time has passed; a clock that goes back stays in its slot. */
  #moveTo(atMs: number): void {
    const slot = Math.floor(atMs / SLOT_MS);
    const first = Math.max(this.#slot + 1, slot - SLOTS + 1);
    for (let passed = first; passed <= slot; passed++) this.#counts[passed % SLOTS] = 0;
    this.#slot = Math.max(this.#slot, slot);
  }
}

/** From the publish in this page to the arrival in this page, so one clock times both. */
export class OwnLatency {
  /** The first arrival of each id, in ms since 1970. */
  readonly #arrivals = new Map<string, number>();
  readonly #recent = new RecentKeys(MAX_ARRIVALS);
  readonly #latenciesMs: number[] = [];

  get lastMs(): number | undefined {
    return this.#latenciesMs.at(-1);
  }

  get medianMs(): number | undefined {
    const sorted = this.#latenciesMs.toSorted((a, b) => a - b);
    return sorted[Math.floor((sorted.length - 1) / 2)];
  }

  /** `sentMs` is when this page published the event, if the hub has answered already. */
  arrived(id: string, atMs: number, sentMs: number | undefined): void {
    if (id === "" || this.#arrivals.has(id)) return;
    this.#arrivals.set(id, atMs);
    const oldest = this.#recent.add(id);
    if (oldest !== undefined) this.#arrivals.delete(oldest);
    if (sentMs !== undefined) this.#add(atMs - sentMs);
  }

  /** The hub has answered: events often arrive before that. */
  published(id: string, sentMs: number): void {
    const atMs = this.#arrivals.get(id);
    if (atMs !== undefined) this.#add(atMs - sentMs);
  }

  #add(latencyMs: number): void {
    this.#latenciesMs.push(Math.max(0, latencyMs));
    if (this.#latenciesMs.length > MAX_LATENCIES) this.#latenciesMs.shift();
  }
}

/** When this page published which event, of as many events as a connection keeps arrivals. */
export class PublishTimes {
  readonly #sentMs = new Map<string, number>();
  readonly #recent = new RecentKeys(MAX_ARRIVALS);

  sentMs(id: string): number | undefined {
    return this.#sentMs.get(id);
  }

  add(id: string, sentMs: number): void {
    if (!this.#sentMs.has(id)) {
      const oldest = this.#recent.add(id);
      if (oldest !== undefined) this.#sentMs.delete(oldest);
    }
    this.#sentMs.set(id, sentMs);
  }
}
