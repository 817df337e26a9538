/** The order that a hub's event ids promise, as one number. */

import { parseEventId } from "#protocol";

/** More than any log contains. */
const POSITIONS_OF_AN_EPOCH = 2 ** 40;

export class LogOrder {
  /** The epochs of the hub's log, in order of arrival. */
  readonly #epochs = new Map<string, number>();
  #lastEpoch = "";
  #lastEpochNumber = 0;

  /** The hub keeps its log's order: a later epoch continues where the previous one ended, or starts again. */
  of(id: string): number | undefined {
    const place = parseEventId(id);
    if (place === undefined) return undefined;
    // Nearly every event has the same epoch as the one before.
    if (place.epoch !== this.#lastEpoch) this.#lastEpochNumber = this.#numberOf(place.epoch);
    this.#lastEpoch = place.epoch;
    return this.#lastEpochNumber * POSITIONS_OF_AN_EPOCH + place.position;
  }

  #numberOf(epoch: string): number {
    const number = this.#epochs.get(epoch) ?? this.#epochs.size;
    this.#epochs.set(epoch, number);
    return number;
  }
}
