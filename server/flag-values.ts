/** Parses the values of flags, and records what was expected in place of each invalid one. Pure. */

import { isIP } from "node:net";

/** Parses one value at a time, and collects the faults. */
export class ValueReader<FlagName extends string> {
  readonly #text: (name: FlagName) => string;
  readonly #faults: string[];

  constructor(text: (name: FlagName) => string, faults: string[]) {
    this.#text = text;
    this.#faults = faults;
  }

  word(name: FlagName): string {
    const text = this.#text(name).trim();
    if (text === "" || /\s/.test(text)) this.#fault(name, "one word");
    return text;
  }

  list(name: FlagName): readonly string[] {
    const words = this.#text(name).split(",");
    return words.map((word) => word.trim()).filter((word) => word !== "");
  }

  whole(name: FlagName, min: number, max: number): number {
    const text = this.#text(name);
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max)) this.#fault(name, `a whole number from ${min} to ${max}`);
    return value;
  }

  /** A whole number, or `undefined` if none is given. */
  optionalWhole(name: FlagName, min: number, max: number): number | undefined {
    return this.#text(name) === "" ? undefined : this.whole(name, min, max);
  }

  /** Origins as browsers send them, or `*`. */
  origins(name: FlagName): readonly string[] {
    const origins = this.list(name);
    const isOrigin = (text: string) => text === "*" || URL.parse(text)?.origin === text;
    if (!origins.every(isOrigin)) {
      this.#fault(name, "origins without a path, such as https://app.example, or '*'");
    }
    return origins;
  }

  /** Addresses, with a prefix length for a network. */
  networks(name: FlagName): readonly string[] {
    const networks = this.list(name);
    if (!networks.every(isNetwork)) {
      this.#fault(name, "addresses or networks, such as 10.0.0.7 or 10.0.0.0/8");
    }
    return networks;
  }

  /** One of `words`. */
  oneOf<Word extends string>(name: FlagName, words: readonly [Word, ...Word[]]): Word {
    const text = this.#text(name);
    const word = words.find((candidate) => candidate === text);
    if (word === undefined) this.#fault(name, words.map((known) => `'${known}'`).join(" or "));
    return word ?? words[0];
  }

  /** The path after a scheme, as in `sqlite:PATH`; `undefined` for the one bare `word` allowed instead. */
  schemeOrWord(name: FlagName, scheme: string, word: string): string | undefined {
    const text = this.#text(name);
    if (text === word) return undefined;
    const path = text.startsWith(`${scheme}:`) ? text.slice(scheme.length + 1) : "";
    if (path === "") this.#fault(name, `'${word}' or '${scheme}:PATH'`);
    return path;
  }

  /** A path, or `undefined` if none is given. */
  optionalPath(name: FlagName): string | undefined {
    return this.#text(name) || undefined;
  }

  /** Adds a fault that concerns more than one value. */
  refuse(fault: string): void {
    this.#faults.push(fault);
  }

  /** In ms. */
  seconds(name: FlagName, min: number, max: number): number {
    const value = readSeconds(this.#text(name));
    if (!(value >= min && value <= max)) this.#fault(name, `seconds from ${min} to ${max}`);
    return value * 1000;
  }

  /** In ms; both are at least `min` seconds. */
  secondsRange(name: FlagName, min: number): { readonly from: number; readonly to: number } {
    const [from = Number.NaN, to = Number.NaN, more] = this.#text(name).split("-").map(readSeconds);
    if (!(from >= min && from <= to) || more !== undefined) {
      this.#fault(name, `two numbers of seconds from ${min}, the smaller first, such as 1-3`);
    }
    return { from: from * 1000, to: to * 1000 };
  }

  #fault(name: FlagName, expected: string): void {
    const got = JSON.stringify(this.#text(name));
    this.#faults.push(`--${name} (or ${envName(name)}) is ${got}: expected ${expected}`);
  }
}

function isNetwork(text: string): boolean {
  const [address = "", prefix = "0", more] = text.split("/");
  const version = isIP(address);
  const isPrefix = /^\d+$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128);
  return version !== 0 && isPrefix && more === undefined;
}

function readSeconds(text: string): number {
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
}

/** The environment variable of a flag: `STREAMGAUGE_MAX_BODY` for `--max-body`. */
export function envName(name: string): string {
  return `STREAMGAUGE_${name.replaceAll("-", "_").toUpperCase()}`;
}
