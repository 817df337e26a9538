/** The keyboard shortcuts. Ignored while typing, and with a modifier. */

import { nextTheme } from "./theme.ts";
import type { View } from "./view.ts";

interface Shortcut {
  readonly key: string;
  readonly does: string;
  readonly run: (view: View) => void;
}

export const SHORTCUTS: readonly Shortcut[] = [
  {
    key: "p",
    does: "pause or resume",
    run: ({ isPaused }) => (isPaused.value = !isPaused.peek()),
  },
  {
    key: "t",
    does: "next colour scheme",
    run: ({ theme }) => (theme.value = nextTheme(theme.peek())),
  },
  { key: "1", does: "Live", run: ({ panel }) => (panel.value = "live") },
  { key: "2", does: "Sandbox", run: ({ panel }) => (panel.value = "sandbox") },
  { key: "3", does: "Bench", run: ({ panel }) => (panel.value = "bench") },
  { key: "4", does: "Hub", run: ({ panel }) => (panel.value = "hub") },
  { key: "5", does: "Streams", run: ({ panel }) => (panel.value = "streams") },
  {
    key: "?",
    does: "this help",
    run: ({ isHelpOpen }) => (isHelpOpen.value = !isHelpOpen.peek()),
  },
];

export function startShortcuts(view: View): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const shortcut = SHORTCUTS.find(({ key }) => key === event.key);
    if (shortcut === undefined) return;
    event.preventDefault();
    shortcut.run(view);
  });
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.matches("textarea, select, input:not([type=radio])") || target.isContentEditable;
}
