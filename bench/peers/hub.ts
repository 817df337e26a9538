/** This hub, started as its users start it. Every ratio is to it. */

import { join } from "node:path";
import { makeOwnLog } from "../load/own-log.ts";
import { bunCommand, startServer } from "./child.ts";
import type { Peer, RunningPeer } from "./peer.ts";

const HUB_MAIN = join(import.meta.dir, "../../server/main.ts");

export const hub: Peer = {
  name: "hub",
  about: "this hub",
  start: startHub,
};

/** With its log on the disk, as durable as it is by default. */
export async function startHub(connections: number): Promise<RunningPeer> {
  const log = makeOwnLog();
  // Clients of one part of a round may still be leaving while those of the next arrive.
  const maxConnections = String(connections * 2 + 100);
  const flags = ["--port", "0", "--max-connections", maxConnections, "--drain", "0", ...log.flags];
  const running = await startServer("hub", bunCommand(HUB_MAIN, ...flags));
  const stop = async () => {
    await running.stop();
    log.remove();
  };
  return { ...running, stop };
}
