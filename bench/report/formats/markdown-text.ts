/**
 * Foreign text in Markdown: it stays text, in a cell as in a line, and mentions nobody. Also makes lines and sections
 * fit into a comment: what does not fit is cut from the end, and a line says so.
 */

/**
 * Characters that could start markup, end a cell, refer to an issue or mention a person; each becomes a character
 * reference that renders as itself. [GFM] Within a word `_` begins no emphasis.
 */
const SPECIAL = /[\\`*~[\]<>&|#@$]|(?<![\da-z])_|_(?![\da-z])/gi;

/** One line of text; line breaks become blanks. */
export function markdownText(text: string): string {
  return oneLine(text).replaceAll(SPECIAL, (character) => `&#${character.codePointAt(0)};`);
}

/** A code span, with a fence longer than any in the text. */
export function markdownCode(text: string): string {
  const line = oneLine(text).trim();
  if (line === "") return "–";
  const longest = longestFence(line);
  const room = longest > 0 ? " " : "";
  const fence = "`".repeat(longest + 1);
  return `${fence}${room}${line}${room}${fence}`;
}

/** A code span in a table cell. [GFM] A bar must be escaped there, even in code. */
export function codeCell(text: string): string {
  return markdownCode(text).replaceAll("|", String.raw`\|`);
}

/** A code block with a fence that no line in it can close. */
export function markdownBlock(lines: readonly string[]): string[] {
  const text = lines.map(oneLine);
  const fence = "`".repeat(Math.max(3, ...text.map((line) => longestFence(line) + 1)));
  return [`${fence}text`, ...text, fence];
}

function longestFence(line: string): number {
  return Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
}

function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]/gu, " ");
}

/** Trusted text, apart from a bar, which would end the cell. */
export function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}

/** GitHub's limit for a comment, with room to spare. */
export const MOST_BYTES = 64_000;
/** The limit for one list or table of unknown length, so that later parts have room. */
const LIST_BYTES = 12_000;
const CUT = "_The rest does not fit: the JSON file has all of it._";
const LEFT_OUT = "_More does not fit: the JSON file has all of it._";

/** The lines that fit into one list; `closing` ends a list that is cut. */
export function fittingLines(lines: readonly string[], closing?: string): string[] {
  let room = LIST_BYTES;
  const cutAt = lines.findIndex((line) => {
    room -= Buffer.byteLength(line) + 1;
    return room < 0;
  });
  if (cutAt === -1) return [...lines];
  const end = closing === undefined ? [] : [closing];
  return [...lines.slice(0, cutAt), ...end, "", CUT];
}

/** Whole sections, as many as fit. */
export function fittingSections(sections: readonly (readonly string[])[]): string {
  let text = "";
  for (const lines of sections) {
    const section = `${text === "" ? "" : "\n"}${lines.join("\n")}\n`;
    const more = Buffer.byteLength(section) + Buffer.byteLength(LEFT_OUT) + 2;
    if (Buffer.byteLength(text) + more > MOST_BYTES) return `${text}\n${LEFT_OUT}\n`;
    text += section;
  }
  return text;
}
