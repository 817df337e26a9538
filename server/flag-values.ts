/** Reads the values of flags, and notes each that is wrong with what is expected instead. Pure. */

/** Reads one value after the other, and notes each that is wrong. */
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

  /** One of the words given. */
  oneOf<Word extends string>(name: FlagName, words: readonly [Word, ...Word[]]): Word {
    const text = this.#text(name);
    const word = words.find((candidate) => candidate === text);
    if (word === undefined) this.#fault(name, words.map((known) => `'${known}'`).join(" or "));
    return word ?? words[0];
  }

  /** A path behind a scheme, such as `sqlite:PATH`; `undefined` for the one bare word that is allowed instead. */
  schemeOrWord(name: FlagName, scheme: string, word: string): string | undefined {
    const text = this.#text(name);
    if (text === word) return undefined;
    const path = text.startsWith(`${scheme}:`) ? text.slice(scheme.length + 1) : "";
    if (path === "") this.#fault(name, `'${word}' or '${scheme}:PATH'`);
    return path;
  }

  /** A path, or `undefined` where none is given. */
  optionalPath(name: FlagName): string | undefined {
    return this.#text(name) || undefined;
  }

  /** Notes a fault that lies in more than one value. */
  refuse(fault: string): void {
    this.#faults.push(fault);
  }

  /** In ms. */
  seconds(name: FlagName, min: number, max: number): number {
    const value = readSeconds(this.#text(name));
    if (!(value >= min && value <= max)) this.#fault(name, `seconds from ${min} to ${max}`);
    return value * 1000;
  }

  /** In ms. */
  secondsRange(name: FlagName): { readonly from: number; readonly to: number } {
    const [from = Number.NaN, to = Number.NaN, more] = this.#text(name).split("-").map(readSeconds);
    if (!(from <= to) || more !== undefined) {
      this.#fault(name, "two numbers of seconds, the smaller first, such as 1-3");
    }
    return { from: from * 1000, to: to * 1000 };
  }

  #fault(name: FlagName, expected: string): void {
    const got = JSON.stringify(this.#text(name));
    this.#faults.push(`--${name} (or ${envName(name)}) is ${got}: expected ${expected}`);
  }
}

function readSeconds(text: string): number {
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
}

/** The environment variable that stands for a flag: `--max-body` may come as `STREAMGAUGE_MAX_BODY`. */
export function envName(name: string): string {
  return `STREAMGAUGE_${name.replaceAll("-", "_").toUpperCase()}`;
}
