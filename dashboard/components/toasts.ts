/** Short notices of what a command has done. One at a time, for a few seconds. */

import { signal } from "@preact/signals";
import { type Copied, copyText } from "../common/copying.ts";

const SHOWN_MS = 4_000;

export interface Toast {
  /** Tells equal notices apart. */
  readonly number: number;
  readonly text: string;
}

export const shownToast = signal<Toast | undefined>(undefined);

let count = 0;

/** Replaces the notice that is shown now. */
export function showToast(text: string): void {
  const toast = { number: ++count, text };
  shownToast.value = toast;
  setTimeout(() => {
    if (shownToast.peek() === toast) shownToast.value = undefined;
  }, SHOWN_MS);
}

/** Copies a text, or saves it where the browser forbids that; `what` names it in the notice. */
export async function copyAndTell(text: string, what: string): Promise<void> {
  tellCopied(await copyText(text, "text/plain", "streamgauge.txt"), what);
}

/** Says what has become of a copy; `undefined`: nothing. */
export function tellCopied(outcome: Copied | undefined, what: string): void {
  const done = { copied: "Copied", saved: "Saved as a file" };
  showToast(`${outcome === undefined ? "Not copied" : done[outcome]}: ${what}`);
}
