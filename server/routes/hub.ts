/** What this hub is: version, flags in force, log. */

import { Elysia } from "elysia";
import type { HubDescription } from "#protocol";

export function hubRoute(describe: () => Promise<HubDescription>) {
  return new Elysia({ name: "hub" }).get("/hub", ({ set }): Promise<HubDescription> => {
    set.headers["cache-control"] = "no-store";
    return describe();
  });
}
