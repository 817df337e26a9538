/** The hub's metrics, for Prometheus to scrape. */

import { Elysia } from "elysia";
import { PROMETHEUS_CONTENT_TYPE } from "../stats/prometheus.ts";

/** `metrics` answers in Prometheus' text format. */
export function metricsRoute(metrics: () => Promise<string>) {
  return new Elysia({ name: "metrics" }).get("/metrics", ({ set }) => {
    set.headers["content-type"] = PROMETHEUS_CONTENT_TYPE;
    set.headers["cache-control"] = "no-store";
    return metrics();
  });
}
