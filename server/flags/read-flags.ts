/** Parses arguments into words and flag values; reports every fault, with a suggestion where there is a likely one. Pure. */

import { parseArgs } from "node:util";
import { closest, distance } from "fastest-levenshtein";
import { type FlagTable, type FlagValues, namesOf } from "./flag.ts";

export interface Arguments<Name extends string> {
  readonly words: readonly string[];
  /** The text of each given flag, not read yet; empty for a switch. */
  readonly texts: ReadonlyMap<Name, readonly string[]>;
  readonly isHelp: boolean;
  readonly isVersion: boolean;
}

/** With more typos than this, a word was probably not meant for another. */
const MAX_TYPOS = 3;

/** `--help`, `-h` and `--version` are accepted in addition to the table's flags. */
export function readArguments<Name extends string>(
  table: FlagTable<Name>,
  argv: readonly string[],
  faults: string[],
): Arguments<Name> {
  const words: string[] = [];
  const texts = new Map<Name, string[]>();
  const asked = { isHelp: false, isVersion: false };
  const isFlag = (name: string): name is Name => Object.hasOwn(table, name);
  let unknownAt = Number.NaN;
  for (const token of tokensOf(table, argv)) {
    // A word after an unknown option is more likely the option's value.
    if (token.kind === "positional" && token.index !== unknownAt + 1) words.push(token.value);
    if (token.kind !== "option") continue;
    const { name, value } = token;
    if (name === "help" || name === "h") asked.isHelp = true;
    else if (name === "version") asked.isVersion = true;
    else if (isFlag(name))
      texts.set(name, [...(texts.get(name) ?? []), ...textOf(table, name, value, faults)]);
    else {
      faults.push(unknownOption(token.rawName, namesOf(table)));
      unknownAt = token.index;
    }
  }
  return { words, texts, ...asked };
}

/**
 * Reads the texts by the table's kinds. An invalid text is a fault, which starts with `subject`; the flag then has its
 * fallback, if there is one.
 */
export function readValues<Table extends FlagTable>(
  table: Table,
  texts: ReadonlyMap<string, readonly string[]>,
  faults: string[],
  subject: (name: string, text: string) => string = (name, text) => `--${name} is '${text}'`,
): FlagValues<Table> {
  const values: Record<string, unknown> = {};
  for (const [name, { kind, isRepeatable, fallback }] of Object.entries(table)) {
    const given = texts.get(name);
    if ("isSwitch" in kind) {
      if (given !== undefined) values[name] = true;
      continue;
    }
    const read: unknown[] = (given ?? []).flatMap((text) => {
      const value = kind.read(text);
      if (value === undefined) faults.push(`${subject(name, text)}: expected ${kind.expected}`);
      return value === undefined ? [] : [value];
    });
    if (read.length === 0 && fallback !== undefined) read.push(kind.read(fallback));
    if (given !== undefined || read.length > 0) {
      values[name] = isRepeatable === true ? read : read.at(-1);
    }
  }
  // Each value was read by the kind that determines its type.
  return values as FlagValues<Table>;
}

/** A suggestion for `word`, which is not among `known`. */
export function didYouMean(word: string, known: readonly string[], prefix = ""): string {
  const nearest = closest(word, [...known]);
  const isNear = distance(word, nearest) <= Math.min(MAX_TYPOS, Math.ceil(word.length / 2));
  return isNear ? `; did you mean ${prefix}${nearest}?` : "";
}

function tokensOf(table: FlagTable, argv: readonly string[]) {
  const options = Object.fromEntries(
    Object.entries(table).map(([name, { short, kind }]) => {
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

/** The text of a flag's value. */
function textOf<Name extends string>(
  table: FlagTable<Name>,
  name: Name,
  value: string | undefined,
  faults: string[],
): string[] {
  const { kind, value: shown } = table[name];
  if ("isSwitch" in kind) {
    if (value !== undefined) faults.push(`--${name} takes no value, but got '${value}'`);
    return [""];
  }
  // In `--json --html a.html` the file name for --json is missing.
  if (value !== undefined && !value.startsWith("--")) return [value];
  faults.push(`--${name} needs a value: --${name} ${shown}`);
  return [];
}

function unknownOption(rawName: string, names: readonly string[]): string {
  const hint = didYouMean(rawName.replace(/^-+/, ""), [...names, "help", "version"], "--");
  return `Unknown option '${rawName}'${hint}`;
}
