/**
 * Counts what is published by topic, in bounded memory whatever publishers do: with figures of their own for the
 * topics with most events of late, and for those that the hub is told to keep. All others are only in the sums. It
 * runs for every event: a look-up and some additions for each topic that has figures (`topic-traffic.bench.ts`).
 */

import type { TopicRates } from "#protocol";
import { DistinctCount } from "../hub/distinct-count.ts";
import type { DurableEvent } from "../log/event-log.ts";
import { textBytes } from "../log/held-bytes.ts";
import { HeavyHitters } from "./heavy-hitters.ts";
import { FIGURES_BYTES, RATE_S, TopicFigures } from "./topic-figures.ts";

/** Any topic with more than a thousandth of the events has figures. */
export const MAX_BUSIEST = 1_000;
/** An event counts half as much for that after so many seconds. */
const HALF_LIFE_S = 10;
/** Weights are scaled down before they lose precision. */
const MAX_UNIT = 2 ** 500;
/** Topics that lost their figures are remembered, for their number, in steps of ten seconds and a minute in all. */
const STEP_S = 10;
const STEPS = 7;
/** Estimated bytes around the figures: map entries, counter. */
const ENTRY_BYTES = 200;

export interface TopicTrafficOptions {
  /** Monotonic, from the hub's start. */
  readonly nowMs: () => number;
  /** Since 1970. */
  readonly wallMs: () => number;
}

/** What was counted up to one moment. */
export interface TrafficReading {
  readonly second: number;
  /** Over how many full seconds the rates are means. */
  readonly seconds: number;
  /** All topics with figures. */
  readonly figures: ReadonlyMap<string, TopicFigures>;
  /** All events, once each, and once for each of their topics. */
  readonly total: TopicRates;
  readonly ofTopics: TopicRates;
}

export class TopicTraffic {
  readonly #options: TopicTrafficOptions;
  readonly #busiest = new HeavyHitters<TopicFigures>(MAX_BUSIEST);
  /** Those that are kept, however few events they have; the busiest among them share their figures. */
  #kept = new Map<string, TopicFigures>();
  readonly #total: TopicFigures;
  readonly #ofTopics: TopicFigures;
  readonly #sinceSecond: number;
  readonly #dropped = Array.from({ length: STEPS }, () => new DistinctCount());
  #droppedStep = 0;
  #lastDropSecond = -Infinity;
  #second: number;
  /** The weight of an event now. */
  #unit = 1;

  constructor(options: TopicTrafficOptions) {
    this.#options = options;
    this.#second = this.#secondNow();
    // The one under way is not counted in full.
    this.#sinceSecond = this.#second + 1;
    this.#total = new TopicFigures(this.#sinceSecond);
    this.#ofTopics = new TopicFigures(this.#sinceSecond);
  }

  /** Estimated bytes of memory for the figures by topic. */
  get bytes(): number {
    let bytes = 0;
    for (const [topic, { lastEventId }] of this.#figures()) {
      bytes += FIGURES_BYTES + ENTRY_BYTES + textBytes(topic) + textBytes(lastEventId ?? "");
    }
    return bytes;
  }

  /** Counts the log's next events. */
  add(batch: readonly DurableEvent[]): void {
    const second = this.#advance();
    const atMs = this.#options.wallMs();
    for (const { event } of batch) {
      const { topics, id } = event;
      const bytes = Buffer.byteLength(event.data);
      this.#total.add(second, bytes);
      for (let index = 0; index < topics.length; index++) {
        const topic = topics[index];
        if (topic === undefined || (index > 0 && topics.indexOf(topic) < index)) continue;
        this.#ofTopics.add(second, bytes);
        const held = this.#busiest.get(topic) ?? this.#admit(topic, second);
        held.weight += this.#unit;
        const figures = held.value;
        figures.add(second, bytes);
        figures.lastEventAtMs = atMs;
        figures.lastEventId = id;
      }
    }
  }

  /** Keeps figures of these topics too, instead of those that were kept before. */
  keep(topics: readonly string[]): void {
    const second = this.#advance();
    this.#kept = new Map(
      topics.map((topic) => {
        const known = this.#busiest.get(topic)?.value ?? this.#kept.get(topic);
        return [topic, known ?? new TopicFigures(second)];
      }),
    );
  }

  read(): TrafficReading {
    const second = this.#advance();
    const seconds = Math.max(0, Math.min(RATE_S, second - this.#sinceSecond));
    return {
      second,
      seconds,
      figures: this.#figures(),
      total: this.#total.rates(second, seconds),
      ofTopics: this.#ofTopics.rates(second, seconds),
    };
  }

  /** Adds topics that had an event in the last minute, but have no figures. Returns whether there are any. */
  countDropped(into: DistinctCount): boolean {
    const second = this.#advance();
    if (second - this.#lastDropSecond > STEPS * STEP_S) return false;
    this.#dropOldSteps(second);
    for (const { sketch } of this.#dropped) into.merge(sketch);
    return true;
  }

  #figures(): Map<string, TopicFigures> {
    const figures = new Map(this.#kept);
    for (const { key, value } of this.#busiest.values()) figures.set(key, value);
    return figures;
  }

  /** A topic gets figures: those it was kept with, or those of the one that makes way, or new ones. */
  #admit(topic: string, second: number) {
    return this.#busiest.admit(topic, (displaced) => {
      if (displaced !== undefined) this.#noteDropped(displaced.key, second);
      const kept = this.#kept.get(topic);
      if (kept !== undefined) return kept;
      if (displaced === undefined || this.#kept.has(displaced.key)) return new TopicFigures(second);
      displaced.value.restart(second);
      return displaced.value;
    });
  }

  #noteDropped(topic: string, second: number): void {
    this.#dropOldSteps(second);
    this.#lastDropSecond = second;
    this.#dropped[this.#droppedStep % STEPS]?.add(topic);
  }

  #dropOldSteps(second: number): void {
    const step = Math.floor(second / STEP_S);
    const from = Math.max(this.#droppedStep + 1, step - STEPS + 1);
    for (let at = from; at <= step; at++) this.#dropped[at % STEPS]?.clear();
    this.#droppedStep = step;
  }

  #advance(): number {
    const second = this.#secondNow();
    if (second > this.#second) {
      this.#unit *= 2 ** ((second - this.#second) / HALF_LIFE_S);
      if (this.#unit > MAX_UNIT) this.#scaleDown();
      this.#second = second;
    }
    return this.#second;
  }

  #scaleDown(): void {
    this.#busiest.scale(1 / this.#unit);
    this.#unit = 1;
  }

  #secondNow(): number {
    return Math.floor(this.#options.nowMs() / 1_000);
  }
}
