/**
 * For tests: a server that sends exactly the bytes that its script gives it. It takes everything up to a blank line for
 * a request, and knows nothing else of HTTP.
 */

/** What a script does with a connection once its request is complete. */
export interface Reply {
  /** The request as Latin-1, so that each character is a byte. */
  readonly request: string;
  /** Counts connections from 0. */
  readonly index: number;
  readonly socket: Bun.Socket<Pending>;
  /** Writes all of it, however slowly the client reads. */
  send(bytes: Uint8Array | string): void;
  /** Settles when the connection is gone, with the error's code if it broke. */
  readonly closed: Promise<string | undefined>;
}

interface Pending {
  readonly index: number;
  readonly closed: PromiseWithResolvers<string | undefined>;
  request: string;
  unsent: Buffer;
}

export interface ByteServer extends Disposable {
  readonly port: number;
  /** `http://127.0.0.1:<port>`, or as the options require. */
  readonly origin: string;
  /** Requests in the order they came, as Latin-1. */
  readonly requests: readonly string[];
  /** The connections that have sent a request, in the same order. */
  readonly replies: readonly Reply[];
  /** The ends of all connections by index, including those that never sent a request; see `Reply.closed`. */
  readonly ends: readonly Promise<string | undefined>[];
}

export interface ByteServerOptions {
  /** Default: 127.0.0.1. */
  readonly hostname?: string;
  /** Default: a free one. */
  readonly port?: number;
  readonly tls?: Bun.TLSOptions;
}

const EMPTY = Buffer.alloc(0);

function flush(socket: Bun.Socket<Pending>): void {
  const { unsent } = socket.data;
  socket.data.unsent = EMPTY;
  if (unsent.length > 0) socket.data.unsent = unsent.subarray(Math.max(0, socket.write(unsent)));
}

/** Serves `script` until disposed of, which closes everything. */
export function serveBytes(
  script: (reply: Reply) => void,
  { hostname = "127.0.0.1", port = 0, tls }: ByteServerOptions = {},
): ByteServer {
  const requests: string[] = [];
  const replies: Reply[] = [];
  const ends: Promise<string | undefined>[] = [];
  const listener = Bun.listen<Pending>({
    hostname,
    port,
    ...(tls === undefined ? {} : { tls }),
    socket: {
      open(socket) {
        const closed = Promise.withResolvers<string | undefined>();
        socket.data = { index: ends.push(closed.promise) - 1, closed, request: "", unsent: EMPTY };
      },
      data(socket, bytes) {
        const pending = socket.data;
        pending.request += bytes.toString("latin1");
        if (!pending.request.endsWith("\r\n\r\n")) return;
        const { request, index, closed } = pending;
        pending.request = "";
        requests.push(request);
        const send = (more: Uint8Array | string) => {
          pending.unsent = Buffer.concat([pending.unsent, Buffer.from(more)]);
          flush(socket);
        };
        const reply = { request, index, socket, send, closed: closed.promise };
        replies.push(reply);
        script(reply);
      },
      drain: flush,
      close(socket, error) {
        const code = error !== undefined && "code" in error ? String(error.code) : undefined;
        socket.data.closed.resolve(code);
      },
      // A reset may also arrive as an error; `close` reports it.
      error() {},
    },
  });
  const host = hostname.includes(":") ? `[${hostname}]` : hostname;
  return {
    port: listener.port,
    origin: `${tls === undefined ? "http" : "https"}://${host}:${listener.port}`,
    requests,
    replies,
    ends,
    [Symbol.dispose]: () => listener.stop(true),
  };
}

export const STREAM_HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";

/** The value of one of a request's headers, decoded as UTF-8. */
export function headerOf(request: string, name: string): string | undefined {
  const line = request.split("\r\n").find((text) => text.toLowerCase().startsWith(`${name}: `));
  return line === undefined
    ? undefined
    : Buffer.from(line, "latin1")
        .toString()
        .slice(name.length + 2);
}
