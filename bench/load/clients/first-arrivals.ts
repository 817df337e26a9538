/**
 * When and in which order events first reached any client of a process. For servers whose ids have no order of their
 * own, that order is what clients are held to: if they all get two events in the same order, none finds them the wrong
 * way round. The order of the publishes is not, since a server may accept concurrent ones as it likes.
 */

import type { Sightings } from "../../stats/due.ts";
import { wallMs } from "../time.ts";

/** Above every position in a log, in case some ids of such a server look like one. */
const FIRST = 2 ** 52;
/** The newest send time is kept for each of these slices of time. */
const SLICE_MS = 100;

/** Of one track, by number. */
interface TrackArrivals {
  readonly places: number[];
  readonly firstAtMs: number[];
}

/** By the end of a slice, events with send times up to `sentMs` had arrived. */
interface NewestSent {
  readonly atMs: number;
  sentMs: number;
}

export class FirstArrivals {
  readonly #tracks = new Map<number, TrackArrivals>();
  /** In order of time. */
  readonly #newest: NewestSent[] = [];
  #next = FIRST;

  /**
   * Notes that an event arrived that was sent at `sentMs`, and returns its place in the order: `place`, or that of its
   * first arrival if its id has none.
   */
  note(track: number, sequence: number, sentMs: number, place: number | undefined): number {
    let arrivals = this.#tracks.get(track);
    if (arrivals === undefined) {
      this.#tracks.set(track, (arrivals = { places: [], firstAtMs: [] }));
    }
    const known = arrivals.places[sequence];
    if (known !== undefined) return place ?? known;
    const atMs = wallMs();
    arrivals.firstAtMs[sequence] = atMs;
    this.#noteSent(sentMs, atMs);
    return (arrivals.places[sequence] = place ?? this.#next++);
  }

  /** What is known of one track. */
  of(track: number): Sightings {
    const { places, firstAtMs } = this.#tracks.get(track) ?? { places: [], firstAtMs: [] };
    return {
      placeOf: (number) => places[number],
      firstAtMs: (number) => firstAtMs[number],
      newestSentMs: (atMs) => this.#newest.findLast((one) => one.atMs <= atMs)?.sentMs ?? -Infinity,
    };
  }

  #noteSent(sentMs: number, atMs: number): void {
    const latest = this.#newest.at(-1);
    const endMs = Math.ceil(atMs / SLICE_MS) * SLICE_MS;
    if (latest?.atMs === endMs) latest.sentMs = Math.max(latest.sentMs, sentMs);
    else this.#newest.push({ atMs: endMs, sentMs: Math.max(sentMs, latest?.sentMs ?? -Infinity) });
  }
}
