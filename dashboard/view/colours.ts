/**
 * The colours in force: what the window's scheme and the system's preferences make of them. The stylesheet follows these
 * by itself, and canvases when they are painted anew.
 */

import type { Theme } from "./theme.ts";

const PREFERENCES = [
  "(prefers-color-scheme: dark)",
  "(prefers-contrast: more)",
  "(prefers-contrast: less)",
  "(forced-colors: active)",
].map((query) => matchMedia(query));

/** Names the colours: a canvas that was painted under another name is out of date. */
export function coloursIn(theme: Theme): string {
  return [theme, ...PREFERENCES.map(({ matches }) => matches)].join(" ");
}

/** Calls `onChange` when the system prefers other colours than before. */
export function watchColours(onChange: () => void): void {
  for (const preference of PREFERENCES) preference.addEventListener("change", onChange);
}
