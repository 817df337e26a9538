/** Where a key leads in a menu. Pure. [pattern] https://www.w3.org/WAI/ARIA/apg/patterns/menu/ */

/** The entry after a key, by its index; `undefined` if the key leads nowhere. `at` is -1 before the first. */
export function entryAfter(key: string, labels: readonly string[], at: number): number | undefined {
  const count = labels.length;
  if (count === 0) return undefined;
  if (key === "ArrowDown") return (at + 1) % count;
  if (key === "ArrowUp") return (Math.max(0, at) + count - 1) % count;
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  if ([...key].length !== 1 || key === " ") return undefined;
  // The next that begins with the letter, so that each press finds another.
  const letter = key.toLowerCase();
  return labels
    .map((_, index) => (at + 1 + index) % count)
    .find((index) => labels[index]?.toLowerCase().startsWith(letter) === true);
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Between a menu and the window's edge, in CSS pixels. */
export const EDGE_PX = 8;

/** The upper left corner of a menu that opens at a place: below it, or else above it, and always within the window. */
export function menuCorner(
  { xPx, yPx }: { readonly xPx: number; readonly yPx: number },
  menu: Size,
  window: Size,
): { readonly leftPx: number; readonly topPx: number } {
  const isBelow = yPx + menu.height + EDGE_PX <= window.height;
  return {
    leftPx: Math.max(EDGE_PX, Math.min(xPx, window.width - menu.width - EDGE_PX)),
    topPx: Math.max(EDGE_PX, isBelow ? yPx : yPx - menu.height),
  };
}
