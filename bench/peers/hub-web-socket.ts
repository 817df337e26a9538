/** This hub by its WebSocket: the same log and cursors behind another transport. */

import { startHub } from "./hub.ts";
import type { Peer } from "./peer.ts";

export const hubWebSocket: Peer = {
  name: "hub-ws",
  about: "this hub's WebSocket",
  transport: "ws",
  async start(connections) {
    const running = await startHub(connections);
    return { ...running, eventsUrl: new URL("/ws", running.eventsUrl) };
  },
};
