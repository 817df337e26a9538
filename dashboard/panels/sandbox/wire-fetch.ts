/**
 * A Sandbox connection over `fetch()`, whose body can be left unread: the one way for a page to be a slow reader. It
 * resumes like an EventSource, after its last event.
 */

import { pause, textsOf } from "../../common/body-texts.ts";
import { problemOf } from "../../feed/hub-api.ts";
import { reopenWaitMs } from "../../feed/reopening-source.ts";
import { FrameReader } from "../../feed/raw-frames.ts";
import { tryingAgain, type Wire, type WireOptions, withLastId } from "./wire.ts";

const RETRY_MS = 1_000;

export class FetchWire implements Wire {
  readonly #options: WireOptions;
  readonly #abort = new AbortController();
  #lastEventId: string;
  #mayRead = Promise.withResolvers<void>();

  constructor(options: WireOptions) {
    this.#options = options;
    this.#lastEventId = options.lastEventId;
    this.#mayRead.resolve();
    void this.#follow(this.#abort.signal);
  }

  get lastEventId(): string {
    return this.#lastEventId;
  }

  listenFor(): void {
    // It brings every type.
  }

  setReading(isReading: boolean): void {
    this.#mayRead.resolve();
    if (!isReading) this.#mayRead = Promise.withResolvers<void>();
  }

  close(): void {
    this.#abort.abort();
    this.#mayRead.resolve();
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const { query, onOpen, onLost, onRefused } = this.#options;
    let refusals = 0;
    while (!signal.aborted) {
      const frames = new FrameReader();
      let hasOpened = false;
      let why = "The hub cannot be reached";
      try {
        const url = `/events?${withLastId(query, this.#lastEventId)}`;
        const response = await fetch(url, { signal, cache: "no-store" });
        if (!response.ok || response.body === null) why = await problemOf(response);
        else {
          hasOpened = true;
          refusals = 0;
          onOpen(this.#lastEventId);
          await this.#readAll(response.body, frames);
        }
      } catch {
        // The network failed, or somebody closed it.
      }
      if (signal.aborted) return;
      const waitMs = hasOpened
        ? (frames.retryMs ?? RETRY_MS)
        : reopenWaitMs(refusals++, Math.random());
      if (hasOpened) onLost("Connection lost; this page opens another.");
      else onRefused(tryingAgain(why, waitMs));
      await pause(waitMs, signal);
    }
  }

  async #readAll(
    body: ReadableStream<Uint8Array<ArrayBuffer>>,
    frames: FrameReader,
  ): Promise<void> {
    await this.#mayRead.promise;
    for await (const text of textsOf(body)) {
      for (const event of frames.read(text)) {
        if (this.#abort.signal.aborted) return;
        this.#options.onEvent(event);
      }
      this.#lastEventId = frames.lastEventId ?? this.#lastEventId;
      await this.#mayRead.promise;
    }
  }
}
