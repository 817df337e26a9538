/** Support for tests: a small server that streams events as its rules say, and can pretend to be a hub with statistics. */

export interface Stream {
  /** Counts from 1, in the order of arrival. */
  readonly number: number;
  readonly topics: readonly string[];
  readonly transport: "sse" | "ws";
  readonly openedAtMs: number;
  send(text: string): void;
  close(): void;
}

export interface Rules {
  /** How often `stream` gets event number `event`. Default: once. */
  readonly copies?: (event: number, stream: Stream, topic: string) => number;
  /** Resolves when an event with this data may be accepted; others overtake it. Default: at once. */
  readonly held?: (data: string) => Promise<void> | undefined;
  /** Called with the number of each stream that is opened. */
  readonly onOpened?: (number: number) => void;
  /** Called after each event with the open streams. */
  readonly onPublished?: (event: number, streams: ReadonlySet<Stream>) => void;
  /** CPU time as `GET /stats` tells it, from the time since the start and the deliveries. Default: no statistics. */
  readonly cpuUs?: (elapsedMs: number, deliveries: number, opened: number) => number;
  /** Memory as `GET /stats` tells it, from the streams opened so far. Default: 100 MB. */
  readonly rssBytes?: (opened: number) => number;
}

interface SocketData {
  readonly topics: readonly string[];
  stream?: Stream;
}

/** An event as each transport has it. */
const WRITERS: Readonly<Record<Stream["transport"], (id: string, data: string) => string>> = {
  sse: (id, data) => `id:${id}\ndata:${data}\n\n`,
  ws: (id, data) => `${JSON.stringify({ id, type: "message", data })}\n`,
};

export interface BadServer extends AsyncDisposable {
  readonly url: string;
}

export function badServer(rules: Rules): BadServer {
  const { copies = () => 1, held, onOpened, onPublished, cpuUs, rssBytes = () => 1e8 } = rules;
  const startedMs = performance.now();
  const streams = new Set<Stream>();
  let [opened, events, deliveries] = [0, 0, 0];

  const publish = async (request: Request) => {
    const { topic, data } = await request.json();
    await held?.(data);
    const event = ++events;
    for (const stream of streams) {
      if (!stream.topics.includes(topic)) continue;
      const times = copies(event, stream, topic);
      if (times > 0) stream.send(WRITERS[stream.transport](String(event), data).repeat(times));
      deliveries += times;
    }
    onPublished?.(event, streams);
    return Response.json({ id: String(event) });
  };
  const subscribe = (topics: readonly string[]) => {
    let stream: Stream | undefined;
    const body = new ReadableStream({
      start(controller) {
        stream = {
          number: ++opened,
          topics,
          transport: "sse",
          openedAtMs: performance.now(),
          send: (text) => controller.enqueue(text),
          close() {
            streams.delete(this);
            controller.close();
          },
        };
        controller.enqueue("retry:200\n:\n\n");
        streams.add(stream);
        onOpened?.(opened);
      },
      cancel() {
        if (stream !== undefined) streams.delete(stream);
      },
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  };
  const stats = (told: NonNullable<Rules["cpuUs"]>) => {
    const elapsedMs = performance.now() - startedMs;
    return Response.json({
      atMs: performance.timeOrigin + startedMs + elapsedMs,
      hub: { uptimeMs: elapsedMs },
      connections: streams.size,
      totals: { deliveries, subscribed: opened },
      process: { cpuUs: told(elapsedMs, deliveries, opened), rssBytes: rssBytes(opened) },
    });
  };
  const server = Bun.serve<SocketData>({
    hostname: "127.0.0.1",
    port: 0,
    idleTimeout: 0,
    websocket: {
      open(socket) {
        const stream: Stream = {
          number: ++opened,
          topics: socket.data.topics,
          transport: "ws",
          openedAtMs: performance.now(),
          send: (text) => void socket.send(text),
          close: () => socket.close(),
        };
        socket.data.stream = stream;
        stream.send('{"retry":200}\n');
        streams.add(stream);
      },
      message() {},
      close({ data: { stream } }) {
        if (stream !== undefined) streams.delete(stream);
      },
    },
    fetch(request) {
      const { pathname, searchParams } = new URL(request.url);
      if (pathname === "/stats") {
        return cpuUs === undefined ? new Response("", { status: 404 }) : stats(cpuUs);
      }
      const topics = searchParams.getAll("topic");
      if (pathname === "/ws" && server.upgrade(request, { data: { topics } })) return undefined;
      return request.method === "POST" ? publish(request) : subscribe(topics);
    },
  });
  return {
    url: `http://127.0.0.1:${server.port}/events`,
    [Symbol.asyncDispose]: () => server.stop(true),
  };
}
