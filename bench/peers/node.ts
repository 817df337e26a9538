/** Node's own `http`, by hand: what one writes without a library. */

import { startOnNode } from "./child.ts";
import type { Peer } from "./peer.ts";

export const node: Peer = {
  name: "node",
  about: "Node http by hand",
  start: () => startOnNode("node.ts"),
};
