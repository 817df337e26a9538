/** The published contract of the hub: pure and browser-safe; it imports nothing outside this folder. */

export * from "./bench-run.ts";
export * from "./bench-runs.ts";
export * from "./encode.ts";
export * from "./event-id.ts";
export * from "./event.ts";
export * from "./frame.ts";
export * from "./gap.ts";
export * from "./hub.ts";
export * from "./latency-buckets.ts";
export * from "./problem.ts";
export * from "./stats-history.ts";
export * from "./stats.ts";
export * from "./streams.ts";
export * from "./topic-order.ts";
export * from "./topic.ts";
export * from "./topics.ts";
