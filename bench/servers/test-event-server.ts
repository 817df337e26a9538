/** A third party's server, for tests: takes its port from PORT, prints nothing, and has its own paths. */

/** The delivery to drop, counted from 1; by default none. */
const lostDelivery = Number(process.argv[2] ?? 0);
let deliveries = 0;

const subscribers = new Map<string, Set<WritableStreamDefaultWriter<string>>>();
let lastId = 0;

Bun.serve({
  hostname: "127.0.0.1",
  port: Bun.env.PORT ?? "0",
  idleTimeout: 0,
  routes: {
    "/stream": (request) => subscribe(new URL(request.url).searchParams.get("topic") ?? ""),
    "/publish": { POST: async (request) => publish(await request.json()) },
  },
});

function subscribe(topic: string): Response {
  const { readable, writable } = new TransformStream<string, string>();
  const writer = writable.getWriter();
  const of = subscribers.get(topic) ?? new Set();
  subscribers.set(topic, of.add(writer));
  writer.closed.catch(() => of.delete(writer));
  send(writer, ": hello\n\n");
  return new Response(readable.pipeThrough(new TextEncoderStream()), {
    headers: { "content-type": "text/event-stream" },
  });
}

function publish({ topic, data }: { topic: string; data: string }): Response {
  lastId += 1;
  for (const writer of subscribers.get(topic) ?? []) {
    deliveries += 1;
    if (deliveries !== lostDelivery) send(writer, `id: ${lastId}\ndata: ${data}\n\n`);
  }
  return Response.json({ id: lastId });
}

/** Errors are ignored here: subscribers that have left are removed elsewhere. */
function send(writer: WritableStreamDefaultWriter<string>, text: string): void {
  writer.write(text).catch(() => {});
}
