/**
 * What event ids say about order, if they are comparable: whole numbers, alone or after a prefix that stays the same
 * as long as the order does (`<epoch>-<n>`).
 */

interface Place {
  readonly line: string;
  readonly number: number;
}

const NUMBERED = /^(|.*[^0-9])(0|[1-9][0-9]{0,14})$/s;
/** Most different prefixes; with more they are not epochs. */
const MAX_LINES = 1_000;

/** An id's position; `undefined` if it has no readable order. */
export function placeOf(id: string): Place | undefined {
  const [, line, digits] = NUMBERED.exec(id) ?? [];
  return line === undefined || digits === undefined ? undefined : { line, number: Number(digits) };
}

/** Follows the ids of each client. */
export class IdOrder {
  readonly #latest: (Place | undefined)[];

  constructor(clients: number) {
    this.#latest = Array.from({ length: clients });
  }

  /** Takes the id of a client's next event; returns whether it is lower than an earlier one. */
  isBehind(client: number, id: string): boolean {
    const place = placeOf(id);
    const latest = this.#latest[client];
    if (place === undefined) return false;
    if (latest?.line === place.line && place.number < latest.number) return true;
    this.#latest[client] = place;
    return false;
  }
}

/** Counts the numbers that are missing among all ids together. */
export class IdGaps {
  readonly #lines = new Map<string, { highest: number; seen: number; missing: number }>();

  /** Takes the id of an event that is new to all clients. */
  note(id: string): void {
    const place = placeOf(id);
    if (place === undefined) return;
    const line = this.#lines.get(place.line);
    if (line === undefined) {
      if (this.#lines.size >= MAX_LINES) return;
      this.#lines.set(place.line, { highest: place.number, seen: 1, missing: 0 });
      return;
    }
    line.seen += 1;
    if (place.number > line.highest) {
      line.missing += place.number - line.highest - 1;
      line.highest = place.number;
    } else if (line.missing > 0) line.missing -= 1;
  }

  /** How many; `undefined` if ids are not consecutive numbers, so that gaps mean nothing. */
  get missing(): number | undefined {
    let seen = 0;
    let missing = 0;
    for (const line of this.#lines.values()) {
      seen += line.seen;
      missing += line.missing;
    }
    const isNumbered = seen > this.#lines.size * 2;
    return isNumbered && missing < seen ? missing : undefined;
  }
}
