/** The servers that do this hub's job for the same load, in the order of the table. */

import { startOnBun, startOnNode } from "./child.ts";
import { hub, startHub } from "./hub.ts";
import { nchan } from "./nchan.ts";
import type { Peer } from "./peer.ts";

export const peers: readonly Peer[] = [
  hub,
  {
    name: "hub-ws",
    about: "this hub's WebSocket",
    transport: "ws",
    async start(connections) {
      const running = await startHub(connections);
      return { ...running, eventsUrl: new URL("/ws", running.eventsUrl) };
    },
  },
  {
    name: "bun-ws",
    about: "Bun's own WebSocket publish",
    transport: "ws",
    start: () => startOnBun("bun-web-socket.ts"),
  },
  { name: "node", about: "Node http by hand", start: () => startOnNode("node.ts") },
  { name: "better-sse", about: "better-sse on Node", start: () => startOnNode("better-sse.ts") },
  { name: "hono", about: "Hono streamSSE on Bun", start: () => startOnBun("hono.ts") },
  { name: "elysia", about: "Elysia generator route on Bun", start: () => startOnBun("elysia.ts") },
  nchan,
];
