/** The keyboard shortcuts. Ignored while typing, and with a modifier. */

import { nextTheme } from "./theme.ts";
import type { View } from "./view.ts";
import { zoomedIn, zoomedOut } from "./zoom.ts";

interface Shortcut {
  readonly key: string;
  readonly does: string;
  readonly run: (view: View) => void;
  /** Otherwise the key is left to others. Default: always. */
  readonly isOn?: (view: View) => boolean;
}

/** Escape closes these first. */
const OVERLAYS = "dialog[open], :popover-open";

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
  { key: "+", does: "zoom in, about the crosshair", run: zoomIn },
  { key: "-", does: "zoom out", run: zoomOut },
  {
    key: "Escape",
    does: "back from the zoom",
    run: ({ zoom }) => (zoom.value = undefined),
    isOn: ({ zoom }) => zoom.peek() !== undefined && document.querySelector(OVERLAYS) === null,
  },
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
    if (shortcut === undefined || shortcut.isOn?.(view) === false) return;
    event.preventDefault();
    shortcut.run(view);
  });
}

function zoomIn({ frame, cursorMs, zoom }: View): void {
  const { range } = frame.peek();
  zoom.value = zoomedIn(range, cursorMs.peek() ?? range.toMs);
}

function zoomOut({ frame, cursorMs, zoom }: View): void {
  const { range, whole } = frame.peek();
  if (zoom.peek() === undefined) return;
  zoom.value = zoomedOut(range, cursorMs.peek() ?? (range.fromMs + range.toMs) / 2, whole);
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.matches("textarea, select, input:not([type=radio])") || target.isContentEditable;
}
