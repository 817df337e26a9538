/** The colour scheme: the system's, light or dark, remembered in this browser. */

import { recall, remember } from "./remembered.ts";

export const THEMES = ["auto", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const NAME = "theme";

export function nextTheme(theme: Theme): Theme {
  return THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? "auto";
}

/** The system's scheme if nothing, or something else, is remembered. */
export function rememberedTheme(): Theme {
  const kept = recall(NAME);
  return THEMES.find((theme) => theme === kept) ?? "auto";
}

export function applyTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  remember(NAME, theme);
}
