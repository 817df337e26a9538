/** When this browser last heard from the hub; remembered, so that a page opened while the hub is away knows it too. */

const STORAGE_KEY = "streamgauge-heard-at";
/** The hub lets clients wait up to 3 s before they reconnect: a stream that is back by then was not away. */
export const OFFLINE_AFTER_MS = 4_000;

type Remembered = Pick<Storage, "getItem" | "setItem">;

export class LastHeard {
  readonly #storage: Remembered | undefined;
  #atMs: number;

  /** Without a memory it counts from `nowMs`, in ms since 1970. */
  constructor(nowMs: number, storage: Remembered | undefined = browserStorage()) {
    this.#storage = storage;
    const atMs = Number(storage?.getItem(STORAGE_KEY) ?? Number.NaN);
    // A clock that was set back must not make it the future.
    this.#atMs = atMs > 0 && atMs <= nowMs ? atMs : nowMs;
  }

  note(nowMs: number): void {
    this.#atMs = nowMs;
    try {
      this.#storage?.setItem(STORAGE_KEY, String(Math.round(nowMs)));
    } catch {
      // Without room the memory lasts as long as the page.
    }
  }

  /** `isAway`: the hub's stream cannot be opened. `undefined` if it can, or was lost only a moment ago. */
  offlineSinceMs(isAway: boolean, nowMs: number): number | undefined {
    return isAway && nowMs - this.#atMs >= OFFLINE_AFTER_MS ? this.#atMs : undefined;
  }
}

function browserStorage(): Remembered | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}
