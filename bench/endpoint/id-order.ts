/**
 * What event ids say about order, if they are comparable: whole numbers, alone or after a prefix that stays the same
 * as long as the order does (`<epoch>-<n>`).
 */

interface Place {
  readonly line: string;
  readonly number: number;
}

interface Line {
  highest: number;
  seen: number;
  /** How many were lower than an earlier one. */
  lower: number;
  missing: number;
}

const NUMBERED = /^(|.*[^0-9])(0|[1-9][0-9]{0,14})$/s;
/** Ids below the highest one are concurrent events; if there are more than one in this many, they are not counted up. */
const MIN_RISING = 4;
/** Most different prefixes; with more they are not epochs. */
const MAX_LINES = 1_000;

/** An id's position; `undefined` if it has no readable order. */
export function placeOf(id: string): Place | undefined {
  const [, line, digits] = NUMBERED.exec(id) ?? [];
  return line === undefined || digits === undefined ? undefined : { line, number: Number(digits) };
}

/** Whether both ids count the same thing, and this one is the lower. */
export function isLower(id: string, than: string): boolean {
  const [place, other] = [placeOf(id), placeOf(than)];
  return place !== undefined && place.line === other?.line && place.number < other.number;
}

/** Counts the numbers that are missing among all ids together. */
export class IdGaps {
  readonly #lines = new Map<string, Line>();

  /** Takes the id of an event that is new to all clients. */
  note(id: string): void {
    const place = placeOf(id);
    if (place === undefined) return;
    const line = this.#lines.get(place.line);
    if (line === undefined) {
      if (this.#lines.size >= MAX_LINES) return;
      this.#lines.set(place.line, { highest: place.number, seen: 1, lower: 0, missing: 0 });
      return;
    }
    line.seen += 1;
    if (place.number > line.highest) {
      line.missing += place.number - line.highest - 1;
      line.highest = place.number;
      return;
    }
    line.lower += 1;
    if (line.missing > 0) line.missing -= 1;
  }

  /** How many; `undefined` if ids are not consecutive numbers, so that gaps mean nothing. */
  get missing(): number | undefined {
    let [seen, lower, missing] = [0, 0, 0];
    for (const line of this.#lines.values()) {
      seen += line.seen;
      lower += line.lower;
      missing += line.missing;
    }
    const isNumbered = seen > this.#lines.size * 2 && lower * MIN_RISING <= seen;
    return isNumbered && missing < seen ? missing : undefined;
  }
}
