/** The colour scheme: the system's, light or dark, remembered in this browser. */

import { recall, remember } from "../common/remembered.ts";

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
  for (const meta of document.querySelectorAll<HTMLMetaElement>("meta[data-scheme]")) {
    meta.media = titleBarMedia(theme, meta.dataset.scheme);
  }
  remember(NAME, theme);
}

/** The title bar of an installed window has a colour for each scheme; which one applies follows the choice too. */
function titleBarMedia(theme: Theme, scheme: string | undefined): string {
  if (theme === "auto") return `(prefers-color-scheme: ${scheme})`;
  return theme === scheme ? "all" : "not all";
}
