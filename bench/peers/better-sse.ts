/** better-sse on Node: sessions and channels. */

import { startOnNode } from "./child.ts";
import type { Peer } from "./peer.ts";

export const betterSse: Peer = {
  name: "better-sse",
  about: "better-sse on Node",
  start: () => startOnNode("better-sse.ts"),
};
