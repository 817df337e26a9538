/** Ways through the window that buttons, commands and menus share. */

import type { View } from "./view.ts";
import { rangeBetween, zoomedIn, zoomedOut } from "./zoom.ts";

/** So much of the time before and after a moment is shown with it. */
const AROUND_MS = 60_000;

/** About a time, or else the crosshair, or else the newest. */
export function zoomIn(view: View, atMs?: number): void {
  const { range, cursorMs } = view.frame.peek();
  view.zoom.value = zoomedIn(range, atMs ?? cursorMs ?? range.toMs);
}

/** About a time, or else the crosshair, or else the middle. */
export function zoomOut(view: View, atMs?: number): void {
  const { range, whole, cursorMs } = view.frame.peek();
  if (view.zoom.peek() === undefined) return;
  const middleMs = (range.fromMs + range.toMs) / 2;
  view.zoom.value = zoomedOut(range, atMs ?? cursorMs ?? middleMs, whole);
}

/** What was at a moment of the hub's clock, in the charts. */
export function showMoment(view: View, atMs: number): void {
  view.panel.value = "live";
  view.zoom.value = rangeBetween(atMs - AROUND_MS, atMs + AROUND_MS);
  view.cursorMs.value = atMs;
}

export function openInSandbox(view: View, topics: readonly string[]): void {
  view.topicsToOpen.value = topics;
  view.panel.value = "sandbox";
}
