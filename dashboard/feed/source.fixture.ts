/** A fake EventSource, for tests, that does what the test says. */

import type { Source } from "./reopening-source.ts";

export class FakeSource extends EventTarget implements Source {
  readyState = 0;
  readonly url: string;

  constructor(url: string) {
    super();
    this.url = url;
  }

  opens(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event("open"));
  }

  /** The network fails: the browser is about to reconnect. */
  isLost(): void {
    this.readyState = 0;
    this.dispatchEvent(new Event("error"));
  }

  /** The response is not a stream: the browser gives up. */
  isRefused(): void {
    this.readyState = 2;
    this.dispatchEvent(new Event("error"));
  }

  brings(type: string, data: string, lastEventId = ""): void {
    this.dispatchEvent(new MessageEvent(type, { data, lastEventId }));
  }

  close(): void {
    this.readyState = 2;
  }
}

/** Opens fakes, and keeps them in order. */
export function fakeSources() {
  const opened: FakeSource[] = [];
  const open = (url: string) => {
    const source = new FakeSource(url);
    opened.push(source);
    return source;
  };
  return {
    open,
    opened,
    /** @throws {Error} when none has been opened */
    get newest(): FakeSource {
      const source = opened.at(-1);
      if (source === undefined) throw new Error("No source was opened");
      return source;
    },
  };
}
