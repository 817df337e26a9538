/** Bun's own WebSocket publish: what a server on this runtime comes to that only fans out. */

import { startOnBun } from "./child.ts";
import type { Peer } from "./peer.ts";

export const bunWebSocket: Peer = {
  name: "bun-ws",
  about: "Bun's own WebSocket publish",
  transport: "ws",
  start: () => startOnBun("bun-web-socket.ts"),
};
