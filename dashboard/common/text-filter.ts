/** What people type to find events: some letters, or a regular expression between slashes. */

export interface TextFilter {
  readonly matches: (text: string) => boolean;
}

const EVERYTHING: TextFilter = { matches: () => true };
const SLASHED = /^\/(.+)\/([a-z]*)$/s;

/** `undefined` if the regular expression is wrong; nothing typed matches everything. */
export function textFilter(typed: string): TextFilter | undefined {
  if (typed.trim() === "") return EVERYTHING;
  const [, pattern, flags] = SLASHED.exec(typed.trim()) ?? [];
  if (pattern === undefined) {
    const letters = typed.trim().toLowerCase();
    return { matches: (text) => text.toLowerCase().includes(letters) };
  }
  try {
    // Without `g` and `y` it has no memory of where it stopped.
    const expression = new RegExp(pattern, flags?.replaceAll(/[gy]/g, ""));
    return { matches: (text) => expression.test(text) };
  } catch {
    return undefined;
  }
}
