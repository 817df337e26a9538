/** When this browser last heard from the hub; remembered, so that a page opened while the hub is away knows it too. */

import { BROWSER_MEMORY, type Memory } from "../common/remembered.ts";

const NAME = "heard-at";
/** The hub lets clients wait up to 3 s before they reconnect: a stream that is back by then was not away. */
export const OFFLINE_AFTER_MS = 4_000;

export class LastHeard {
  readonly #memory: Memory;
  #atMs: number;

  /** Without a memory it counts from `nowMs`, in ms since 1970. */
  constructor(nowMs: number, memory = BROWSER_MEMORY) {
    this.#memory = memory;
    const atMs = Number(memory.recall(NAME) ?? Number.NaN);
    // A clock that was set back must not make it the future.
    this.#atMs = atMs > 0 && atMs <= nowMs ? atMs : nowMs;
  }

  note(nowMs: number): void {
    this.#atMs = nowMs;
    this.#memory.remember(NAME, String(Math.round(nowMs)));
  }

  /** `isAway`: the hub's stream cannot be opened. `undefined` if it can, or was lost only a moment ago. */
  offlineSinceMs(isAway: boolean, nowMs: number): number | undefined {
    return isAway && nowMs - this.#atMs >= OFFLINE_AFTER_MS ? this.#atMs : undefined;
  }
}
