/**
 * The tabs of this browser, connected by a BroadcastChannel and one Web Lock, whose holder leads. The browser passes
 * the lock on when a tab closes, crashes or is discarded.
 */

import { hasLocks, holdLock } from "./locks.ts";
import { openAlone, readWord, type TabListener, type Tabs, type TabWord } from "./tabs.ts";

/**
 * The number is raised with each change to the messages, so that tabs with an older page do not share with this one.
 */
const NAME = "streamgauge-stream-1";

export function openBrowserTabs(listener: TabListener): Tabs {
  const canShare = hasLocks && "BroadcastChannel" in globalThis;
  return canShare ? new BrowserTabs(listener) : openAlone(listener);
}

class BrowserTabs implements Tabs {
  readonly #listener: TabListener;
  #channel: BroadcastChannel | undefined = new BroadcastChannel(NAME);
  #letGo: () => void = () => {};

  constructor(listener: TabListener) {
    this.#listener = listener;
    this.#channel?.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
      const word = readWord(data);
      if (this.#channel !== undefined && word !== undefined) listener.onWord(word);
    });
  }

  say(word: TabWord): void {
    this.#channel?.postMessage(word);
  }

  seekLead(isForced: boolean): void {
    this.#letGo();
    const { onLead } = this.#listener;
    const onLost = (error: unknown) => this.#onLost(error);
    this.#letGo = holdLock({ name: NAME, isForced, onHeld: onLead, onLost });
  }

  close(): void {
    this.#letGo();
    this.#closeChannel();
  }

  /** A browser that stores no data for this site may forbid locks; this tab is then on its own. */
  #onLost(error: unknown): void {
    const { onDeposed, onLead } = this.#listener;
    if (error instanceof DOMException && error.name === "AbortError") return onDeposed();
    this.#closeChannel();
    onLead();
  }

  #closeChannel(): void {
    this.#channel?.close();
    this.#channel = undefined;
  }
}
