/** Arguments to words and the values of flags: every fault is noted, with what was meant where that can be told. Pure. */

import { parseArgs } from "node:util";
import { closest, distance } from "fastest-levenshtein";
import { FLAG_NAMES, type FlagName, FLAGS, flagOf, type FlagValues } from "./flags.ts";
import type { Taker } from "./takers.ts";

export interface Given {
  readonly words: readonly string[];
  readonly values: FlagValues;
  readonly names: readonly FlagName[];
  readonly isHelp: boolean;
  readonly isVersion: boolean;
}

/** A word that is further from another was not meant for it. */
const MAX_TYPOS = 3;

export function readFlags(argv: readonly string[], faults: string[]): Given {
  const words: string[] = [];
  const texts = new Map<FlagName, string[]>();
  const given = { isHelp: false, isVersion: false };
  let unknownAt = Number.NaN;
  for (const token of tokensOf(argv)) {
    // What stands behind an unknown option is more likely its value than a word.
    if (token.kind === "positional" && token.index !== unknownAt + 1) words.push(token.value);
    if (token.kind !== "option") continue;
    const { name, value } = token;
    if (name === "help" || name === "h") given.isHelp = true;
    else if (name === "version") given.isVersion = true;
    else if (isFlag(name))
      texts.set(name, [...(texts.get(name) ?? []), ...textOf(name, value, faults)]);
    else {
      faults.push(unknownOption(token.rawName));
      unknownAt = token.index;
    }
  }
  return { words, values: valuesOf(texts, faults), names: [...texts.keys()], ...given };
}

/** Notes each flag that none of `takers` takes. */
export function refuseOthers(
  { names, values }: Given,
  takers: readonly Taker[],
  faults: string[],
): void {
  for (const name of names) {
    const { takers: own, needs } = flagOf(name);
    if (!own.some((taker) => takers.includes(taker))) {
      faults.push(`--${name} does not go with ${takers.join(", ")}: it is for ${own.join(", ")}`);
    } else if (needs !== undefined && !hasValue(values, needs) && !isWord(needs, takers)) {
      faults.push(`--${name} needs --${needs}`);
    }
  }
}

/** `word` is none of `known`. */
export function didYouMean(word: string, known: readonly string[], prefix = ""): string {
  const nearest = closest(word, [...known]);
  const isNear = distance(word, nearest) <= Math.min(MAX_TYPOS, Math.ceil(word.length / 2));
  return isNear ? `; did you mean ${prefix}${nearest}?` : "";
}

function tokensOf(argv: readonly string[]) {
  const options = Object.fromEntries(
    FLAG_NAMES.map((name) => {
      const { short, kind } = flagOf(name);
      const type = "isSwitch" in kind ? ("boolean" as const) : ("string" as const);
      return [name, { type, ...(short !== undefined && { short }) }];
    }),
  );
  const more = { help: { type: "boolean", short: "h" }, version: { type: "boolean" } } as const;
  return parseArgs({
    args: [...argv],
    options: { ...options, ...more },
    strict: false,
    tokens: true,
    allowPositionals: true,
  }).tokens;
}

/** The text of a flag's value; a switch that is there has an empty one. */
function textOf(name: FlagName, value: string | undefined, faults: string[]): string[] {
  const { kind, value: shown } = flagOf(name);
  if ("isSwitch" in kind) {
    if (value !== undefined) faults.push(`--${name} takes no value, and got '${value}'`);
    return [""];
  }
  // `--json --html a.html` has forgotten a name.
  if (value !== undefined && !value.startsWith("--")) return [value];
  faults.push(`--${name} needs a value: --${name} ${shown}`);
  return [];
}

function valuesOf(texts: ReadonlyMap<FlagName, readonly string[]>, faults: string[]): FlagValues {
  const values: { [Name in FlagName]?: unknown } = {};
  for (const [name, given] of texts) {
    const { kind, isRepeatable } = flagOf(name);
    if ("isSwitch" in kind) values[name] = true;
    else {
      const read = given.flatMap((text) => {
        const value = kind.read(text);
        if (value === undefined) faults.push(`--${name} is '${text}': expected ${kind.expected}`);
        return value === undefined ? [] : [value];
      });
      values[name] = isRepeatable === true ? read : read.at(-1);
    }
  }
  // Each was read by the kind that the table gives its type by.
  return values as FlagValues;
}

function isFlag(name: string): name is FlagName {
  return name in FLAGS;
}

function unknownOption(rawName: string): string {
  const known = [...FLAG_NAMES, "help", "version"];
  return `Unknown option '${rawName}'${didYouMean(rawName.replace(/^-+/, ""), known, "--")}`;
}

/** doctor's address is no flag. */
function isWord(name: string, takers: readonly Taker[]): boolean {
  return name === "url" && takers.includes("doctor");
}

function hasValue(values: FlagValues, name: string): boolean {
  return isFlag(name) && values[name] !== undefined;
}
