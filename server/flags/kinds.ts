/** The kinds of values that a flag may have. Pure. */

export interface Kind<Value> {
  /** Completes an error message after "expected". */
  readonly expected: string;
  /** `undefined` if the text is not a value of this kind. */
  read(given: string): Value | undefined;
}

const UNITS = { k: 1e3, m: 1e6 } as const;
const SECONDS = { ms: 0.001, s: 1, m: 60, h: 3600 } as const;
/** Longer than anybody waits. */
const MAX_DURATION_S = 86_400;

/** A whole number: `500`, `10k`, `1e4`. */
export function count(min: number, max: number): Kind<number> {
  return within(readCount, min, max, "whole number", ", such as 500, 10k or 1e4");
}

/** A number, possibly with a fraction: `0.5`, `500`, `10k`. */
export function number(min: number, max: number): Kind<number> {
  return within(readNumber, min, max, "number", ", such as 0.5, 500 or 10k");
}

/** In seconds: `90`, `90s`, `10m`, `1.5h`, `250ms`. */
export function duration(min: number, max = MAX_DURATION_S): Kind<number> {
  const expected = `a time from ${min} s to ${max} s, such as 90, 90s, 10m or 1.5h`;
  return { expected, read: (given) => ifWithin(readSeconds(given), min, max) };
}

export const url: Kind<URL> = {
  expected: "an http: or https: address",
  read: (given) => {
    const address = URL.parse(given);
    return address !== null && /^https?:$/.test(address.protocol) ? address : undefined;
  },
};

/** Any text that is not empty, or one that matches the pattern. */
export function text(expected: string, pattern = /./): Kind<string> {
  return { expected, read: (given) => (pattern.test(given) ? given : undefined) };
}

export function oneOf<const Word extends string>(words: readonly Word[]): Kind<Word> {
  const expected = `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
  return { expected, read: (given) => words.find((word) => word === given) };
}

/** A comma-separated selection of these words. */
export function someOf(words: readonly string[]): Kind<readonly string[]> {
  return {
    expected: `some of ${words.join(", ")}, comma-separated`,
    read: (given) => {
      const names = given.split(",").map((name) => name.trim());
      return names.every((name) => words.includes(name)) ? names : undefined;
    },
  };
}

/** A comma-separated list; empty items are ignored. */
export function listOf(
  expected: string,
  isOne: (word: string) => boolean = () => true,
): Kind<readonly string[]> {
  return {
    expected,
    read: (given) => {
      const words = given.split(",").map((word) => word.trim());
      const all = words.filter((word) => word !== "");
      return all.every(isOne) ? all : undefined;
    },
  };
}

/** What `read` returns, unless it is `undefined`. */
export function readBy<Value>(
  read: (given: string) => Value | undefined,
  expected: string,
): Kind<Value> {
  return { expected, read };
}

const MAX_THREADS = 64;

/** How many threads, or as many as suit the machine. */
export const threadCount: Kind<number | "auto"> = readBy((given): number | "auto" | undefined => {
  if (given === "auto") return given;
  const threads = /^\d+$/.test(given) ? Number(given) : 0;
  return threads >= 1 && threads <= MAX_THREADS ? threads : undefined;
}, `'auto', or a whole number from 1 to ${MAX_THREADS}`);

function within(
  read: (given: string) => number,
  min: number,
  max: number,
  what: string,
  example: string,
): Kind<number> {
  const expected = `a ${what} from ${min} to ${max}${example}`;
  return { expected, read: (given) => ifWithin(read(given), min, max) };
}

function ifWithin(value: number, min: number, max: number): number | undefined {
  return value >= min && value <= max ? value : undefined;
}

function readNumber(given: string): number {
  const [, digits = "", unit = ""] = /^(.*?)([km])?$/i.exec(given) ?? [];
  return readDigits(digits) * scaleOf(UNITS, unit.toLowerCase());
}

function readCount(given: string): number {
  const value = readNumber(given);
  return Number.isInteger(value) ? value : Number.NaN;
}

function readDigits(given: string): number {
  return /^-?\d+(\.\d+)?(e\d+)?$/i.test(given) ? Number(given) : Number.NaN;
}

/** The seconds of `90`, `90s`, `10m`, `1.5h` or `250ms`; `NaN` for anything else. */
export function readSeconds(given: string): number {
  const [, digits = "", unit = ""] = /^([\d.]+)(ms|s|m|h)?$/.exec(given) ?? [];
  return readDigits(digits) * scaleOf(SECONDS, unit);
}

/** Without a unit, the factor is 1. */
function scaleOf(units: Readonly<Record<string, number>>, unit: string): number {
  return unit === "" ? 1 : (units[unit] ?? Number.NaN);
}
