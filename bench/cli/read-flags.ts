/** Parses the bench's arguments by its table of flags, and refuses flags that a command does not take. Pure. */

import { readArguments, readValues } from "#flags";
import { type FlagName, FLAGS, flagOf, type FlagValues } from "./flags.ts";
import { OWN, type Taker } from "./takers.ts";

export interface Given {
  readonly words: readonly string[];
  readonly values: FlagValues;
  readonly names: readonly FlagName[];
  readonly isHelp: boolean;
  readonly isVersion: boolean;
}

export function readFlags(argv: readonly string[], faults: string[]): Given {
  const { texts, ...given } = readArguments<FlagName>(FLAGS, argv, faults);
  return { ...given, values: readValues(FLAGS, texts, faults), names: [...texts.keys()] };
}

/** Adds a fault for each flag that none of `takers` takes. */
export function refuseOthers(
  { names, values }: Given,
  takers: readonly Taker[],
  faults: string[],
): void {
  for (const name of names) {
    const { takers: own, needs, notWithUrl } = flagOf(name);
    if (!own.some((taker) => takers.includes(taker))) {
      faults.push(`--${name} does not go with ${takers.join(", ")}: it is for ${own.join(", ")}`);
    } else if (needs !== undefined && values[needs] === undefined && !isWord(needs, takers)) {
      faults.push(`--${name} needs --${needs}`);
    } else if (notWithUrl !== undefined && values.url !== undefined && !takers.includes("peers")) {
      faults.push(`--${name} cannot be combined with --url: ${notWithUrl}`);
    }
  }
}

/** doctor's address is a word, and a user's own scenario may define its thresholds itself. */
function isWord(name: string, takers: readonly Taker[]): boolean {
  if (name === "url") return takers.includes("doctor");
  return name === "threshold" && takers.includes(OWN);
}
