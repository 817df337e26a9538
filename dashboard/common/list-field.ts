/**
 * A field that takes a list, such as topics: items are separated by commas or line ends. A backslash takes the comma,
 * space or backslash behind it as part of an item, so that every topic can be written.
 */

const PART = /\\([\\,]|[^\S\n])|[^]/gu;

/** Splits at commas and line ends; drops space around items, empty ones and repeats. */
export function splitList(text: string): string[] {
  const items: string[] = [];
  let item = "";
  /** Length of the item up to its last character that is not space to drop. */
  let end = 0;
  const finish = () => {
    items.push(item.slice(0, end));
    item = "";
    end = 0;
  };
  for (const [part, escaped] of text.matchAll(PART)) {
    if (escaped === undefined && (part === "," || part === "\n")) {
      finish();
      continue;
    }
    const isSpace = escaped === undefined && part.trim() === "";
    if (isSpace && item === "") continue;
    item += escaped ?? part;
    if (!isSpace) end = item.length;
  }
  finish();
  return [...new Set(items)].filter((one) => one !== "");
}

/** The text that `splitList()` splits into these items, which have no line ends. */
export function joinList(items: readonly string[]): string {
  return items.map(escapeItem).join(", ");
}

function escapeItem(item: string): string {
  return item.replace(/\\(?=[\\,\s]|$)|,|^\s|\s$/gu, (part) => `\\${part}`);
}
