/** The crosshair moves by rows. While the page is paused the arrow keys move it wherever the focus is, and the charts with it. */

import type { Past } from "../past/past.ts";
import type { TimeRange } from "../past/store.ts";
import type { View } from "../view/view.ts";
import { shifted } from "../view/zoom.ts";

const FAST = 10;

/** How many rows a key moves the crosshair by, with Shift ten times as many; `undefined` for other keys. */
export function stepsOf({ key, shiftKey }: Pick<KeyboardEvent, "key" | "shiftKey">) {
  const direction = { ArrowLeft: -1, ArrowRight: 1 }[key];
  return direction === undefined ? undefined : direction * (shiftKey ? FAST : 1);
}

/** Moves the crosshair; beyond the edge of a paused chart, what is shown moves along. */
export function stepCursor<Name extends string>(view: View, past: Past<Name>, steps: number): void {
  const { range, whole } = view.frame.peek();
  const store = past.storeFor(range);
  const fromMs = view.cursorMs.peek() ?? range.toMs;
  const wantedMs = fromMs + steps * store.intervalMs;
  const isBeyond = wantedMs < range.fromMs || wantedMs > range.toMs;
  const seen = isBeyond && view.isPaused.peek() ? movedTo(wantedMs, range, whole.toMs) : range;
  const atMs = store.nearestAtMs(wantedMs, seen);
  if (atMs === undefined) return;
  if (seen !== range && Math.abs(atMs - wantedMs) <= store.intervalMs) view.zoom.value = seen;
  view.cursorMs.value = atMs;
}

/** Listens for the arrow keys while the page is paused; charts and fields that have the focus use them themselves. */
export function startStepping(view: View, past: Past): void {
  document.addEventListener("keydown", (event) => {
    const steps = stepsOf(event);
    if (steps === undefined || !view.isPaused.peek() || event.defaultPrevented) return;
    if (event.ctrlKey || event.metaKey || event.altKey || !isFree(event.target)) return;
    event.preventDefault();
    stepCursor(view, past, steps);
  });
}

/** The range moved until a time is in it, but no later than `latestMs`. */
function movedTo(atMs: number, range: TimeRange, latestMs: number): TimeRange {
  const byMs = atMs < range.fromMs ? atMs - range.fromMs : atMs - range.toMs;
  const limitedMs = Math.min(byMs, latestMs - range.toMs);
  return limitedMs === 0 ? range : shifted(range, limitedMs);
}

function isFree(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target === document.body || target.matches("button"));
}
