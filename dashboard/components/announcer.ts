/** What screen readers say without being asked: the newest news, at most once in ten seconds. */

import { signal } from "@preact/signals";

const PAUSE_MS = 10_000;

/** The text of a polite live region. */
export const announcement = signal("");

let waiting: string | undefined;
let isPausing = false;

/** What is still waiting when something newer comes is not said. */
export function announce(text: string): void {
  waiting = text;
  if (!isPausing) say();
}

function say(): void {
  isPausing = waiting !== undefined;
  if (waiting === undefined) return;
  announcement.value = waiting;
  waiting = undefined;
  setTimeout(say, PAUSE_MS);
}
