/** The two columns of a help text: the flag and what it does. Pure. */

import type { Flag } from "./flag.ts";

const LEFT_WIDTH = 24;

export function helpLine(left: string, about: string): string {
  return `  ${left.padEnd(LEFT_WIDTH)} ${about}`;
}

/** `about` may replace the table's text. */
export function flagLine(name: string, flag: Flag, about: string = flag.about): string {
  const { short, value, fallback } = flag;
  const left = `${short === undefined ? "" : `-${short}, `}--${name}${value === undefined ? "" : ` ${value}`}`;
  return helpLine(left, fallback === undefined ? about : `${about} (default ${fallback})`);
}

/** The flags that every program takes. */
export function commonLines(program: string): readonly string[] {
  return [helpLine("--version", `${program}'s version`), helpLine("-h, --help", "show this help")];
}
