/** Liveness and readiness, for load balancers and supervisors. */

import { Elysia } from "elysia";
import { ProblemError } from "./problems.ts";

const LIVE_PATH = "/health/live";
const READY_PATH = "/health/ready";

/** Probes may send any Host or none: they only know an address. */
export const HEALTH_PATHS: ReadonlySet<string> = new Set([LIVE_PATH, READY_PATH]);

export function healthRoutes(isDraining: () => boolean) {
  return new Elysia({ name: "health" })
    .get(LIVE_PATH, () => ({ status: "live" }))
    .get(READY_PATH, () => {
      if (isDraining()) throw new ProblemError(503, "The hub is shutting down");
      return { status: "ready" };
    });
}
