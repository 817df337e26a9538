/** Whether the process lives, and whether it wants traffic: for load balancers and supervisors. */

import { Elysia } from "elysia";
import type { Hub } from "../hub/hub.ts";
import { ProblemError } from "./problems.ts";

export function healthRoutes(hub: Hub) {
  return new Elysia({ name: "health" })
    .get("/health/live", () => ({ status: "live" }))
    .get("/health/ready", () => {
      if (hub.admissionOf() === "draining") throw new ProblemError(503, "The hub is shutting down");
      return { status: "ready" };
    });
}
