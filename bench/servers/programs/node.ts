/** A peer: Node's `http`, used directly. Each event is encoded once and written to every response. */

import type { ServerResponse } from "node:http";
import { serveOnNode } from "./node-http.ts";
import { eventIds, RETRY_MS, Topics } from "./publication.ts";

const topics = new Topics<ServerResponse>();
const nextId = eventIds();

serveOnNode({
  subscribe(topic, request, response) {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    response.write(`retry:${RETRY_MS}\n\n`);
    topics.join(topic, response);
    request.on("close", () => topics.leave(topic, response));
  },
  publish({ topic, data }) {
    const id = nextId();
    const lines = data.replaceAll(/\r\n|\r|\n/g, "\ndata:");
    const bytes = Buffer.from(`id:${id}\ndata:${lines}\n\n`);
    for (const response of topics.of(topic)) response.write(bytes);
    return id;
  },
});
