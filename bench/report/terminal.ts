/** How text is shown: its colours and its width. Pure functions receive a `TextStyle`; only the program's edge creates one. */

import { type InspectColor, styleText } from "node:util";

/** The meaning of a colour; the words next to it always say the same. */
export type Tone = "strong" | "quiet" | "good" | "bad" | "caution" | "accent";
export type Paint = (tone: Tone, text: string) => string;

export interface TextStyle {
  readonly paint: Paint;
  /** Characters per line; `Infinity` to disable wrapping. */
  readonly columns: number;
}

/** The properties of a writable stream that decide how text is shown; the process's own streams have them. */
export interface StyledOutput {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

type Variables = Readonly<Record<string, string | undefined>>;

const DEFAULT_COLUMNS = 80;
const FORMATS: Readonly<Record<Tone, InspectColor>> = {
  strong: "bold",
  quiet: "dim",
  good: "green",
  bad: "red",
  caution: "yellow",
  accent: "cyan",
};

export const plain: Paint = (_tone, text) => text;

export const coloured: Paint = (tone, text) =>
  text === "" ? text : styleText(FORMATS[tone], text, { validateStream: false });

/** For a file or a pipe. */
export const PLAIN: TextStyle = { paint: plain, columns: Infinity };

/** [no-color.org] NO_COLOR, when present and not an empty string, prevents colour. */
export function styleFor(output: StyledOutput, { NO_COLOR: noColour, TERM }: Variables): TextStyle {
  if (output.isTTY !== true) return PLAIN;
  const hasColour = (noColour === undefined || noColour === "") && TERM !== "dumb";
  // A pseudo-terminal whose size was never set has 0 columns.
  const { columns = 0 } = output;
  return { paint: hasColour ? coloured : plain, columns: columns > 0 ? columns : DEFAULT_COLUMNS };
}

/** Foreign text must not control the terminal. */
export function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, " ");
}
