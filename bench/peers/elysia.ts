/** Elysia's own way on Bun: an async generator route. */

import { startOnBun } from "./child.ts";
import type { Peer } from "./peer.ts";

export const elysia: Peer = {
  name: "elysia",
  about: "Elysia generator route on Bun",
  start: () => startOnBun("elysia.ts"),
};
