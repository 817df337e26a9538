/** Small choices that this browser remembers. Where storage is forbidden they last as long as the page. */

const PREFIX = "streamgauge-";

/** `undefined` if nothing is remembered, or storage is forbidden. */
export function recall(name: string): string | undefined {
  try {
    return localStorage.getItem(PREFIX + name) ?? undefined;
  } catch {
    return undefined;
  }
}

export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // Full or forbidden: nothing depends on it.
  }
}

/** Where something can be remembered. */
export interface Memory {
  readonly recall: (name: string) => string | undefined;
  readonly remember: (name: string, value: string) => void;
}

export const BROWSER_MEMORY: Memory = { recall, remember };
