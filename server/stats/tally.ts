/** Values counted in one thread, to be added to the recorders of another: rounded to three digits, at most 0.5 % off. */

/** Pairs of a value and how often it was counted, one after the other. */
export type Counted = readonly number[];

const DIGITS = 1_000;

export class Tally {
  readonly #counts = new Map<number, number>();

  record(value: number, count = 1): void {
    const rounded = roundOf(value);
    this.#counts.set(rounded, (this.#counts.get(rounded) ?? 0) + count);
  }

  /** Everything since the last call. */
  take(): Counted {
    const counted = [...this.#counts].flat();
    this.#counts.clear();
    return counted;
  }
}

/** Calls `record` with each value, and how often it was counted. */
export function recount(counted: Counted, record: (value: number, count: number) => void): void {
  for (let index = 0; index < counted.length; index += 2) {
    record(counted[index] ?? 0, counted[index + 1] ?? 0);
  }
}

function roundOf(value: number): number {
  if (value === 0) return 0;
  const unit = 10 ** Math.floor(Math.log10(Math.abs(value))) / (DIGITS / 10);
  return Math.round(value / unit) * unit;
}
