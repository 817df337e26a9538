/** Hono's `streamSSE` on Bun. */

import { startOnBun } from "./child.ts";
import type { Peer } from "./peer.ts";

export const hono: Peer = {
  name: "hono",
  about: "Hono streamSSE on Bun",
  start: () => startOnBun("hono.ts"),
};
