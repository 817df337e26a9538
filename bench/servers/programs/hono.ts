/** A peer: Hono's `streamSSE` on Bun, with a stream helper for each subscriber. */

import { Hono } from "hono";
import { type SSEStreamingApi, streamSSE } from "hono/streaming";
import { eventIds, readPublication, RETRY_MS, Topics } from "./publication.ts";

const topics = new Topics<SSEStreamingApi>();
const nextId = eventIds();
const app = new Hono();

app.get("/events", (context) => {
  const topic = context.req.query("topic");
  if (topic === undefined) return context.json({ error: "expected a topic" }, 400);
  return streamSSE(context, async (stream) => {
    const { promise: aborted, resolve } = Promise.withResolvers<void>();
    stream.onAbort(() => {
      topics.leave(topic, stream);
      resolve();
    });
    topics.join(topic, stream);
    await stream.write(`retry: ${RETRY_MS}\n\n`);
    await aborted;
  });
});

app.post("/events", async (context) => {
  const publication = readPublication(await context.req.json());
  if (publication === undefined) return context.json({ error: "expected topic and data" }, 400);
  const id = nextId();
  for (const stream of topics.of(publication.topic)) {
    void stream.writeSSE({ id, data: publication.data });
  }
  return context.json({ id });
});

const server = Bun.serve({
  fetch: app.fetch,
  hostname: "127.0.0.1",
  port: 0,
  idleTimeout: 0,
});
console.log(`listening on http://127.0.0.1:${server.port}`);
