/** This hub, started as its users start it. Every ratio is to it. */

import { join } from "node:path";
import { bunCommand, startServer } from "./child.ts";
import type { Peer, RunningPeer } from "./peer.ts";

const HUB_MAIN = join(import.meta.dir, "../../server/main.ts");

export const hub: Peer = {
  name: "hub",
  about: "this hub",
  start: startHub,
};

export function startHub(connections: number): Promise<RunningPeer> {
  // Clients of one part of a round may still be leaving while those of the next arrive.
  const maxConnections = String(connections * 2 + 100);
  const flags = ["--port", "0", "--max-connections", maxConnections, "--drain", "0"];
  return startServer("hub", bunCommand(HUB_MAIN, ...flags));
}
