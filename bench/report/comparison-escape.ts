/** Text from elsewhere within Markdown: it stays text, in a cell as in a line, and calls nobody. */

/**
 * What could begin markup, end a cell, refer to an issue, or name a person to be told; each becomes a
 * reference that renders as itself. [GFM] Within a word `_` begins no emphasis.
 */
const SPECIAL = /[\\`*~[\]<>&|#@$]|(?<![\da-z])_|_(?![\da-z])/gi;

/** One line of text; breaks become blanks. */
export function markdownText(text: string): string {
  return oneLine(text).replaceAll(SPECIAL, (character) => `&#${character.codePointAt(0)};`);
}

/** A span of code, within a fence longer than any that it holds. */
export function markdownCode(text: string): string {
  const line = oneLine(text).trim();
  if (line === "") return "–";
  const longest = longestFence(line);
  const room = longest > 0 ? " " : "";
  const fence = "`".repeat(longest + 1);
  return `${fence}${room}${line}${room}${fence}`;
}

/** A span of code in a table's cell. [GFM] There a bar is escaped within code too. */
export function codeCell(text: string): string {
  return markdownCode(text).replaceAll("|", String.raw`\|`);
}

/** A block of code, whose fence no line within can close. */
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
