/** For tests: an endpoint that sends events by itself, correctly or with one bad habit of real servers. */

export type Habit =
  | "honest"
  | "ignores-resume"
  | "repeats-all"
  | "buffers"
  | "no-ids"
  | "own-events"
  | "skips"
  /** Ends each response after one event, as polling does. */
  | "polls"
  /** Sends nothing after the first events that all of its first readers could have. */
  | "falls-silent"
  /** Accepts publishes and sends every third. */
  | "swallows"
  /** Accepts publishes and sends none. */
  | "swallows-all"
  /** Sends a line that no client reads. */
  | "endless-line"
  /** Its ids are random numbers. */
  | "random-ids"
  /** Sends each pair of events to its first reader the other way round. */
  | "disagrees"
  /** Takes publishes that came together in the opposite order, for all readers alike; ids are the publisher's. */
  | "reverses"
  /** Sends each event after the one that was published next. */
  | "swaps"
  /** Sends two equal events without an id after each event. */
  | "pings"
  /** Sends an event a while after its publish, to those who were subscribed by then. */
  | "delays"
  /** Sends each event to all a second after its publish. */
  | "lags";

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
const FIRST_EVENTS = 100;
const FIRST_READERS = 6;
const ENDLESS_BYTES = 20 * 1024 * 1024;
const TOGETHER_MS = 60;
const DELAY_MS = 300;
const LAG_MS = 1_000;

interface Reader {
  readonly number: number;
  readonly send: (text: string) => void;
  readonly end: () => void;
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
      await feed.publish(await request.text());
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
  #published = 0;
  #together: PromiseWithResolvers<void>[] = [];
  #held: string | undefined;
  #isClosed = false;
  #lastBeforeSilence = 0;

  constructor({ habit = "honest", everyMs }: TestEndpointOptions) {
    this.#habit = habit;
    this.#timer = everyMs === undefined ? undefined : setInterval(() => this.#emitOwn(), everyMs);
  }

  /** Settles when the event is accepted. */
  async publish(data: string): Promise<void> {
    const number = ++this.#published;
    if (this.#habit === "swallows-all") return;
    if (this.#habit === "swallows" && number % 3 !== 0) return;
    if (this.#habit === "reverses") await this.#untilItsTurn();
    this.emit(data);
  }

  emit(data: string): void {
    const number = this.#history.length + 1;
    if (this.#habit === "falls-silent" && number > this.#lastBeforeSilence) return;
    const text = `${this.#idLine(number, data)}data: ${data}\n\n`;
    this.#history.push(text);
    if (this.#habit === "swaps") return this.#sendSwapped(text);
    if (this.#habit === "lags") {
      setTimeout(() => this.#sendTo([...this.#readers], text, number, data), LAG_MS);
    } else if (this.#habit === "delays") {
      const readers = [...this.#readers];
      setTimeout(() => this.#sendTo(readers, text, number, data), DELAY_MS);
    } else this.#sendTo([...this.#readers], text, number, data);
  }

  #idLine(number: number, data: string): string {
    if (this.#habit === "no-ids") return "";
    // Its own number is the second word of what the bench publishes.
    if (this.#habit === "reverses") return `id: e-${data.split(" ")[1]}\n`;
    if (this.#habit !== "random-ids") return `id: e-${number}\n`;
    // Each number once, in no order.
    return `id: ${(number * 7_919) % 10_007}\n`;
  }

  #sendSwapped(text: string): void {
    const held = this.#held;
    this.#held = held === undefined ? text : undefined;
    if (held === undefined) return;
    for (const { send } of this.#readers) send(text + held);
  }

  /** The last to come of those that come together is the first. */
  async #untilItsTurn(): Promise<void> {
    const turn = Promise.withResolvers<void>();
    if (this.#together.push(turn) === 1) {
      setTimeout(() => {
        for (const { resolve } of this.#together.splice(0).toReversed()) resolve();
      }, TOGETHER_MS);
    }
    await turn.promise;
  }

  #sendTo(readers: readonly Reader[], text: string, number: number, data: string): void {
    for (const reader of readers) {
      if (!this.#readers.has(reader)) continue;
      // Each of the first four readers misses every fourth event: one of them at least is never cut.
      if (this.#habit === "skips" && number % 4 === reader.number) continue;
      if (this.#habit === "disagrees" && reader.number === 0) {
        if (number % 2 === 0) reader.send(text + (this.#history.at(-2) ?? ""));
        continue;
      }
      const isOwn = this.#habit === "own-events";
      reader.send(isOwn ? `id: r${reader.number}-${number}\ndata: ${data}\n\n` : text);
      if (this.#habit === "pings") reader.send("event: ping\ndata: {}\n\n".repeat(2));
      if (this.#habit === "polls") reader.end();
    }
  }

  open(lastEventId: string | null): Response {
    let reader: Reader | undefined;
    const body = new ReadableStream<string>({
      start: (controller) => {
        controller.enqueue(`retry: ${RETRY_MS}\n\n`);
        const send = sender((text) => controller.enqueue(text), this.#habit === "buffers");
        if (this.#habit === "endless-line") send(`data: ${".".repeat(ENDLESS_BYTES)}\n\n`);
        const missed = this.#replay(lastEventId);
        for (const text of missed) send(text);
        const end = () => {
          if (reader !== undefined) this.#readers.delete(reader);
          controller.close();
        };
        reader = { number: this.#opened++, send, end };
        if (reader.number < FIRST_READERS) {
          this.#lastBeforeSilence = this.#history.length + FIRST_EVENTS;
        }
        this.#readers.add(reader);
        if (this.#habit === "polls" && missed.length > 0) end();
      },
      cancel: () => {
        if (reader !== undefined) this.#readers.delete(reader);
        // Ensures that something happens while a reader is away, however slow the machine.
        // Not at once: a stream that is found broken while an event is sent would have the next one overtake it.
        setImmediate(() => {
          if (this.#timer !== undefined && !this.#isClosed) this.#emitOwn();
        });
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
    const isNumbered = this.#habit !== "random-ids" && this.#habit !== "reverses";
    const from = !isNumbered
      ? this.#history.findIndex((text) => text.startsWith(`id: ${lastEventId}\n`)) + 1
      : Number(lastEventId.replace("e-", ""));
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
