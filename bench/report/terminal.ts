/** How text is shown: its colours and its width. Pure functions are handed a `TextStyle`; only the edge makes one. */

import { type InspectColor, styleText } from "node:util";

/** What a colour means; the words beside it always say the same. */
export type Tone = "strong" | "quiet" | "good" | "bad" | "caution" | "accent";
export type Paint = (tone: Tone, text: string) => string;

export interface TextStyle {
  readonly paint: Paint;
  /** Characters that fit into a line; `Infinity` where nothing is to be wrapped. */
  readonly columns: number;
}

/** What of a writable stream decides how text is shown; those of the process have it. */
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
  // A pseudo-terminal that nobody gave a size has 0 columns.
  const { columns = 0 } = output;
  return { paint: hasColour ? coloured : plain, columns: columns > 0 ? columns : DEFAULT_COLUMNS };
}

/** Text from elsewhere must not steer the terminal. */
export function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, " ");
}
