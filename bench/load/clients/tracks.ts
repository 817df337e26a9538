/**
 * A track is what one load publishes to one topic: its events are numbered 1, 2, 3 … Each client receives some
 * tracks and has one subscription for each. Pure.
 */

import type { Sightings } from "../../stats/due.ts";
import type { OnTrack } from "../../stats/ledger.ts";
import type { Subscription, TrackTotal } from "./messages.ts";

const ONLY_TRACK = [0];
const NOTHING: OnTrack = { sent: 0, uncertain: [], marks: [] };

/** The subscriptions of all clients of one process, numbered in sequence. */
export class TrackSubscriptions {
  readonly count: number;
  /** One entry for all clients, or one for each. */
  readonly #tracks: readonly (readonly number[])[];
  /** The index of each client's first subscription. */
  readonly #first: Uint32Array;

  constructor(subscriptions: readonly Subscription[], clients: number) {
    this.#tracks = subscriptions.map(({ tracks = ONLY_TRACK }) => tracks);
    this.#first = new Uint32Array(clients);
    let count = 0;
    for (let client = 0; client < clients; client++) {
      this.#first[client] = count;
      count += this.tracksOf(client).length;
    }
    this.count = count;
  }

  tracksOf(client: number): readonly number[] {
    return this.#tracks[this.#tracks.length === 1 ? 0 : client] ?? [];
  }

  /** `undefined` if the client does not receive that track. */
  find(client: number, track: number): number | undefined {
    const index = this.tracksOf(client).indexOf(track);
    return index < 0 ? undefined : (this.#first[client] ?? 0) + index;
  }

  /** All subscriptions of one client. */
  of(client: number): number[] {
    const first = this.#first[client] ?? 0;
    return this.tracksOf(client).map((_, index) => first + index);
  }

  /** What was sent on each subscription, for the ledger, and what is known of its track. */
  sentTo(
    totals: readonly TrackTotal[],
    seenOn: (track: number) => Sightings,
  ): (subscription: number) => OnTrack {
    const byTrack = new Map(
      totals.map((total): [number, OnTrack] => [
        total.track,
        { ...total, seen: seenOn(total.track) },
      ]),
    );
    const sent: OnTrack[] = [];
    for (let client = 0; client < this.#first.length; client++) {
      for (const track of this.tracksOf(client)) sent.push(byTrack.get(track) ?? NOTHING);
    }
    return (subscription) => sent[subscription] ?? NOTHING;
  }
}
