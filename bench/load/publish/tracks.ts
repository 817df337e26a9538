/**
 * The numbering of a run's events. A track is what one load publishes to one topic; its events count 1, 2, 3 …
 * Clients know their tracks, so that each can tell what it missed.
 */

import type { SendMark } from "../../stats/due.ts";
import type { TrackTotal } from "../clients/messages.ts";

/** The track and number of one event. */
export interface Place {
  readonly track: number;
  readonly sequence: number;
}

/** Marks are at least this far apart. */
const MARK_MS = 100;

export class Tracks {
  readonly #loads: number;
  readonly #topics = new Map<string, number>();
  /** By track: how many clients receive it, and how many events were sent. */
  readonly #readers: number[] = [];
  readonly #sent: number[] = [];
  readonly #marks: SendMark[][] = [];
  /** By load: the places of its events, in order. */
  readonly #places: readonly Place[][];

  /** `loads` is how many publish at once. */
  constructor(loads: number) {
    this.#loads = loads;
    this.#places = Array.from({ length: loads }, () => []);
  }

  /** All topics so far, in order of first use. */
  get topics(): string[] {
    return [...this.#topics.keys()];
  }

  /** The tracks of these topics, one for each load. */
  of(topics: readonly string[]): number[] {
    return [...new Set(topics)].flatMap((topic) => {
      const first = this.#numberOf(topic) * this.#loads;
      return Array.from({ length: this.#loads }, (_, load) => first + load);
    });
  }

  /** Adds `clients` that receive these tracks. */
  addReaders(tracks: readonly number[], clients = 1): void {
    for (const track of tracks) this.#readers[track] = (this.#readers[track] ?? 0) + clients;
  }

  /** Numbers the next event of a load, which is sent at `nowMs` on the machine's clock. */
  next(load: number, topic: string, nowMs: number): Place {
    const track = this.#numberOf(topic) * this.#loads + load;
    const sequence = (this.#sent[track] ?? 0) + 1;
    this.#sent[track] = sequence;
    this.#mark(track, sequence, nowMs);
    const place = { track, sequence };
    this.#places[load]?.push(place);
    return place;
  }

  /**
   * What was sent, and `withMarks` when. `uncertain` has, for each load, the numbers of the events that may not have
   * been accepted.
   */
  totals(uncertain: readonly (readonly number[])[], withMarks = false): TrackTotal[] {
    const perhaps = new Map<number, number[]>();
    for (const [load, events] of uncertain.entries()) {
      for (const event of events) {
        const place = this.#places[load]?.[event - 1];
        if (place === undefined) continue;
        const sequences = perhaps.get(place.track) ?? [];
        sequences.push(place.sequence);
        perhaps.set(place.track, sequences);
      }
    }
    return [...this.#sent.entries()].flatMap(([track, sent = 0]) =>
      sent === 0
        ? []
        : [
            {
              track,
              sent,
              uncertain: perhaps.get(track) ?? [],
              ...(withMarks && { marks: this.#marks[track] ?? [] }),
            },
          ],
    );
  }

  #mark(track: number, sent: number, atMs: number): void {
    const marks = (this.#marks[track] ??= []);
    if (atMs - (marks.at(-1)?.atMs ?? -Infinity) >= MARK_MS) marks.push({ atMs, sent });
  }

  /** How many deliveries to expect of everything that was surely sent. */
  dueDeliveries(totals: readonly TrackTotal[]): number {
    return totals.reduce(
      (sum, { track, sent, uncertain }) =>
        sum + (sent - uncertain.length) * (this.#readers[track] ?? 0),
      0,
    );
  }

  #numberOf(topic: string): number {
    const number = this.#topics.get(topic) ?? this.#topics.size;
    this.#topics.set(topic, number);
    return number;
  }
}
