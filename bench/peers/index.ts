/** All peers, in the order of the table. */

import { betterSse } from "./better-sse.ts";
import { bunWebSocket } from "./bun-web-socket.ts";
import { elysia } from "./elysia.ts";
import { hono } from "./hono.ts";
import { hub } from "./hub.ts";
import { hubWebSocket } from "./hub-web-socket.ts";
import { nchan } from "./nchan.ts";
import { node } from "./node.ts";
import type { Peer } from "./peer.ts";

export const peers: readonly Peer[] = [
  hub,
  hubWebSocket,
  bunWebSocket,
  node,
  betterSse,
  hono,
  elysia,
  nchan,
];
