/** A peer: Bun's WebSocket with its native publish to a topic, and frames in the format of this hub's WebSocket. */

import { eventIds, readPublication, RETRY_MS } from "./publication.ts";

const nextId = eventIds();

const server = Bun.serve<{ readonly topic: string }>({
  hostname: "127.0.0.1",
  port: 0,
  idleTimeout: 0,
  async fetch(request, self) {
    if (request.method === "POST") return publish(await request.json());
    const topic = new URL(request.url).searchParams.get("topic");
    if (topic === null) return Response.json({ error: "expected a topic" }, { status: 400 });
    if (self.upgrade(request, { data: { topic } })) return undefined;
    return Response.json({ error: "expected a WebSocket" }, { status: 426 });
  },
  websocket: {
    idleTimeout: 0,
    perMessageDeflate: false,
    open(socket) {
      socket.send(`{"retry":${RETRY_MS}}\n`);
      socket.subscribe(socket.data.topic);
    },
    message() {},
  },
});
console.log(`listening on http://127.0.0.1:${server.port}`);

function publish(body: unknown): Response {
  const publication = readPublication(body);
  if (publication === undefined) {
    return Response.json({ error: "expected topic and data" }, { status: 400 });
  }
  const id = nextId();
  const { topic, data } = publication;
  server.publish(topic, `${JSON.stringify({ id, type: "message", data })}\n`);
  return Response.json({ id });
}
