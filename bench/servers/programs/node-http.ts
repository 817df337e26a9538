/** Shared by the peers on Node: routes, reading a publish, listening, and ending with the bench. */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type Publication, readPublication } from "./publication.ts";

export interface NodeRoutes {
  subscribe(topic: string, request: IncomingMessage, response: ServerResponse): void;
  /** Sends the event to all subscribers of its topic; returns its id. */
  publish(publication: Publication): string;
}

/** Listens on a free port of 127.0.0.1 and prints which one. */
export function serveOnNode(routes: NodeRoutes): void {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const topic = url.searchParams.get("topic");
    if (url.pathname !== "/events") return answer(response, 404, { error: "not found" });
    if (request.method === "POST") return readPublish(request, response, routes);
    if (topic === null) return answer(response, 400, { error: "expected a topic" });
    routes.subscribe(topic, request, response);
  });
  // The bench keeps its publishing connections open between two parts of a run.
  server.keepAliveTimeout = 120_000;
  server.listen({ host: "127.0.0.1", port: 0, backlog: 511 }, () => {
    const address = server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    console.log(`listening on http://127.0.0.1:${port}`);
  });
  // The bench holds the other end of standard input, which closes when the bench is gone.
  process.stdin.on("end", () => process.exit(0)).resume();
}

function readPublish(request: IncomingMessage, response: ServerResponse, routes: NodeRoutes): void {
  let body = "";
  request.setEncoding("utf8");
  request.on("data", (text: string) => (body += text));
  request.on("end", () => {
    const publication = readPublication(parsed(body));
    if (publication === undefined) answer(response, 400, { error: "expected topic and data" });
    else answer(response, 200, { id: routes.publish(publication) });
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}
