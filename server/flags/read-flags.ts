/** Arguments to words and the values of flags: every fault is noted, with what was meant where that can be told. Pure. */

import { parseArgs } from "node:util";
import { closest, distance } from "fastest-levenshtein";
import { type FlagTable, type FlagValues, namesOf } from "./flag.ts";

export interface Arguments<Name extends string> {
  readonly words: readonly string[];
  /** What was given for each flag, not read yet; a switch that is there has an empty text. */
  readonly texts: ReadonlyMap<Name, readonly string[]>;
  readonly isHelp: boolean;
  readonly isVersion: boolean;
}

/** A word that is further from another was not meant for it. */
const MAX_TYPOS = 3;

/** `--help`, `-h` and `--version` are known beside the table's. */
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
    // What stands behind an unknown option is more likely its value than a word.
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
 * Reads the texts by the table's kinds; one that cannot be read is a fault, which `subject` begins, and
 * the flag's fallback, if it has one, stands in for it.
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
  // Each was read by the kind that the table gives its type by.
  return values as FlagValues<Table>;
}

/** `word` is none of `known`. */
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
    if (value !== undefined) faults.push(`--${name} takes no value, and got '${value}'`);
    return [""];
  }
  // `--json --html a.html` has forgotten a name.
  if (value !== undefined && !value.startsWith("--")) return [value];
  faults.push(`--${name} needs a value: --${name} ${shown}`);
  return [];
}

function unknownOption(rawName: string, names: readonly string[]): string {
  const hint = didYouMean(rawName.replace(/^-+/, ""), [...names, "help", "version"], "--");
  return `Unknown option '${rawName}'${hint}`;
}
