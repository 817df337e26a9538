/**
 * For tests: an event stream server with exactly one fault, or with something unusual that is none. It streams at `url`, accepts publishes at
 * `publishUrl`, and runs on a virtual clock.
 */

import { type Fault, FaultyStream, type StreamEventOut } from "./faulty-stream.ts";
import { seededRandom } from "../client/cuts.ts";
import type { VirtualClock } from "./virtual-clock.ts";

export interface FaultyServerOptions {
  readonly fault?: Fault | undefined;
  readonly clock: VirtualClock;
  /** Interval at which it publishes by itself. Default: never. */
  readonly emitsEveryMs?: number | undefined;
}

export interface FaultyServer extends Disposable {
  readonly url: URL;
  readonly publishUrl: URL;
}

const SLOW_PUBLISH_MS = 900;
/** Sizes of events that are large: for a decoder, for a parser once, for any parser. */
const LARGE_BYTES = { "large-gzip": 200_000, "long-lines": 2_000_000, "endless-lines": 20_000_000 };

interface Connection {
  text: string;
  unsent: Buffer;
  stream: FaultyStream | undefined;
}

type Socket = Bun.Socket<Connection>;

/** Runs until disposed of. */
export function serveFaulty(options: FaultyServerOptions): FaultyServer {
  const site = new Site(options);
  const listener = Bun.listen<Connection>({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      open(socket) {
        socket.data = { text: "", unsent: Buffer.alloc(0), stream: undefined };
      },
      data: (socket, bytes) => site.read(socket, bytes.toString("utf8")),
      drain: (socket) => {
        options.clock.stir();
        flush(socket);
      },
      close: (socket) => site.leave(socket),
      error() {},
    },
  });
  return {
    url: new URL(`http://127.0.0.1:${listener.port}/stream`),
    publishUrl: new URL(`http://127.0.0.1:${listener.port}/publish`),
    [Symbol.dispose]() {
      site.close();
      listener.stop(true);
    },
  };
}

function send(socket: Socket, bytes: Uint8Array | string): void {
  socket.data.unsent = Buffer.concat([socket.data.unsent, Buffer.from(bytes)]);
  flush(socket);
}

function flush(socket: Socket): void {
  const { unsent } = socket.data;
  if (unsent.length === 0) return;
  socket.data.unsent = unsent.subarray(Math.max(0, socket.write(unsent)));
}

class Site {
  readonly #options: FaultyServerOptions;
  readonly #history: StreamEventOut[] = [];
  readonly #streams = new Set<FaultyStream>();
  #opened = 0;
  #emitting: Disposable | undefined;

  constructor(options: FaultyServerOptions) {
    this.#options = options;
    this.#emitLater();
  }

  /** Reads a connection's next text; one request after the other. */
  read(socket: Socket, text: string): void {
    this.#options.clock.stir();
    socket.data.text += text;
    const [head = "", ...rest] = socket.data.text.split("\r\n\r\n");
    if (rest.length === 0) return;
    const body = rest.join("\r\n\r\n");
    const length = Number(headerIn(head, "content-length") ?? 0);
    if (Buffer.byteLength(body) < length) return;
    socket.data.text = "";
    if (head.startsWith("POST")) this.#publish(socket, body);
    else if (head.startsWith("OPTIONS")) this.#answerPreflight(socket);
    else this.#subscribe(socket, head);
  }

  leave({ data: { stream } }: Socket): void {
    if (stream === undefined) return;
    stream.dispose();
    this.#streams.delete(stream);
  }

  close(): void {
    this.#emitting?.[Symbol.dispose]();
    for (const stream of this.#streams) stream.dispose();
  }

  #publish(socket: Socket, body: string): void {
    const { fault, clock } = this.#options;
    if (fault === "refuses-line-ends" && /[\r\n]/.test(body)) {
      socket.write("HTTP/1.1 422 One line only\r\nContent-Length: 0\r\n\r\n");
      return;
    }
    if (fault === "slow-publish") {
      clock.server.startTimer(SLOW_PUBLISH_MS, () => this.#accept(socket, body));
    } else this.#accept(socket, body);
  }

  #accept(socket: Socket, body: string): void {
    socket.write("HTTP/1.1 204 No Content\r\n\r\n");
    this.#emit(body);
  }

  #answerPreflight(socket: Socket): void {
    const isRefused = this.#options.fault === "no-preflight";
    const allowed =
      "Access-Control-Allow-Origin: *\r\nAccess-Control-Allow-Headers: Last-Event-ID\r\n";
    socket.write(
      isRefused
        ? "HTTP/1.1 405 No\r\nContent-Length: 0\r\n\r\n"
        : `HTTP/1.1 204 Yes\r\n${allowed}\r\n`,
    );
  }

  #subscribe(socket: Socket, head: string): void {
    const { fault, clock } = this.#options;
    if (fault === "status") {
      socket.end("HTTP/1.1 503 Later\r\nContent-Length: 0\r\n\r\n");
      return;
    }
    const stream = new FaultyStream({
      fault,
      clock: clock.server,
      wantsGzip: (headerIn(head, "accept-encoding") ?? "").includes("gzip"),
      index: this.#opened++,
      write: (bytes) => send(socket, bytes),
      end: () => void socket.end("0\r\n\r\n"),
    });
    socket.data.stream = stream;
    this.#streams.add(stream);
    for (const event of this.#replay(headerIn(head, "last-event-id"))) stream.send(event);
  }

  #replay(lastEventId: string | undefined): StreamEventOut[] {
    const { fault } = this.#options;
    if (lastEventId === undefined || fault === "ignores-resume") return [];
    if (fault === "repeats-all") return this.#history;
    const at = this.#history.findIndex(({ id }) => id === lastEventId);
    return this.#history.slice(fault === "repeats-last" ? at : at + 1);
  }

  #emit(data: string): void {
    const number = this.#history.length + 1;
    const id = this.#options.fault === "long-ids" ? `${"x".repeat(200)}${number}` : String(number);
    const event = { id, data: this.#enlarged(data) };
    this.#history.push(event);
    this.#options.clock.stir();
    for (const stream of this.#streams) stream.send(event);
  }

  /** With data that does not compress. */
  #enlarged(data: string): string {
    const { fault } = this.#options;
    if (fault !== "large-gzip" && fault !== "long-lines" && fault !== "endless-lines") return data;
    const bytes = new Uint8Array(LARGE_BYTES[fault]);
    const random = seededRandom(data.length);
    for (let at = 0; at < bytes.length; at++) bytes[at] = 0x21 + random(0x5e);
    if (/[\r\n]/.test(data)) return data;
    return `${data} ${Buffer.from(bytes).toString("latin1")}`;
  }

  #emitLater(): void {
    const { emitsEveryMs, clock } = this.#options;
    if (emitsEveryMs === undefined) return;
    this.#emitting = clock.server.startTimer(emitsEveryMs, () => {
      this.#emit(`event of its own ${this.#history.length} ${"·".repeat(100)}`);
      this.#emitLater();
    });
  }
}

function headerIn(head: string, name: string): string | undefined {
  const line = head.split("\r\n").find((text) => text.toLowerCase().startsWith(`${name}: `));
  return line?.slice(name.length + 2);
}
