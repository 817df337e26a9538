/** For tests: an endpoint that sends events by itself, correctly or with one bad habit of real servers. */

export type Habit =
  "honest" | "ignores-resume" | "repeats-all" | "buffers" | "no-ids" | "own-events" | "skips";

export interface TestEndpoint extends AsyncDisposable {
  readonly url: URL;
  readonly publishUrl: URL;
}

export interface TestEndpointOptions {
  readonly habit?: Habit;
  /** Interval at which it sends an event by itself. Default: never. */
  readonly everyMs?: number;
}

const RETRY_MS = 250;
const BLOCK_BYTES = 2_048;

interface Reader {
  readonly number: number;
  readonly send: (text: string) => void;
}

/** Streams at `url`, accepts publishes at `publishUrl` as plain text. */
export function serveEndpoint(options: TestEndpointOptions): TestEndpoint {
  const feed = new Feed(options);
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    idleTimeout: 0,
    fetch: async (request) => {
      if (request.method !== "POST") return feed.open(request.headers.get("last-event-id"));
      feed.emit(await request.text());
      return new Response(null, { status: 204 });
    },
  });
  return {
    url: new URL("/stream", server.url),
    publishUrl: new URL("/publish", server.url),
    async [Symbol.asyncDispose]() {
      feed.close();
      await server.stop(true);
    },
  };
}

class Feed {
  readonly #habit: Habit;
  readonly #history: string[] = [];
  readonly #readers = new Set<Reader>();
  readonly #timer: Timer | undefined;
  #opened = 0;
  #isClosed = false;

  constructor({ habit = "honest", everyMs }: TestEndpointOptions) {
    this.#habit = habit;
    this.#timer = everyMs === undefined ? undefined : setInterval(() => this.#emitOwn(), everyMs);
  }

  emit(data: string): void {
    const number = this.#history.length + 1;
    const text = `${this.#habit === "no-ids" ? "" : `id: e-${number}\n`}data: ${data}\n\n`;
    this.#history.push(text);
    for (const reader of this.#readers) {
      // The first reader misses every third event.
      if (this.#habit === "skips" && number % 3 === 0 && reader.number === 0) continue;
      const isOwn = this.#habit === "own-events";
      reader.send(isOwn ? `id: r${reader.number}-${number}\ndata: ${data}\n\n` : text);
    }
  }

  open(lastEventId: string | null): Response {
    let reader: Reader | undefined;
    const body = new ReadableStream<string>({
      start: (controller) => {
        controller.enqueue(`retry: ${RETRY_MS}\n\n`);
        const send = sender((text) => controller.enqueue(text), this.#habit === "buffers");
        for (const text of this.#replay(lastEventId)) send(text);
        reader = { number: this.#opened++, send };
        this.#readers.add(reader);
      },
      cancel: () => {
        if (reader !== undefined) this.#readers.delete(reader);
        // Ensures that something happens while a reader is away, however slow the machine.
        if (this.#timer !== undefined && !this.#isClosed) this.#emitOwn();
      },
    });
    const headers = { "content-type": "text/event-stream", "cache-control": "no-store" };
    return new Response(body, { headers });
  }

  close(): void {
    this.#isClosed = true;
    clearInterval(this.#timer);
  }

  #replay(lastEventId: string | null): string[] {
    const isDeaf = this.#habit === "ignores-resume" || this.#habit === "own-events";
    if (lastEventId === null || isDeaf) return [];
    const from = Number(lastEventId.replace("e-", ""));
    return this.#history.slice(this.#habit === "repeats-all" ? 0 : from);
  }

  #emitOwn(): void {
    this.emit(JSON.stringify({ at: Date.now(), fill: ".".repeat(50) }));
  }
}

/** Sends at once, or in blocks of a fixed size, wherever those end. */
function sender(write: (text: string) => void, isBuffered: boolean): (text: string) => void {
  let waiting = "";
  return (text) => {
    if (!isBuffered) return write(text);
    waiting += text;
    while (waiting.length >= BLOCK_BYTES) {
      write(waiting.slice(0, BLOCK_BYTES));
      waiting = waiting.slice(BLOCK_BYTES);
    }
  };
}
