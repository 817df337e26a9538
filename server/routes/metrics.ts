/** The hub's metrics, for Prometheus to scrape. */

import { Elysia } from "elysia";
import { metricFamilies } from "../stats/metric-families.ts";
import { PROMETHEUS_CONTENT_TYPE, prometheusText } from "../stats/prometheus.ts";
import type { Sampler } from "../stats/sampler.ts";

export function metricsRoute(sampler: Sampler) {
  return new Elysia({ name: "metrics" }).get("/metrics", ({ set }) => {
    set.headers["content-type"] = PROMETHEUS_CONTENT_TYPE;
    set.headers["cache-control"] = "no-store";
    return prometheusText(metricFamilies(sampler.latest, sampler.stages));
  });
}
