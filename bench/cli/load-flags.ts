/** The flags that shape a load, whatever is measured: the first part of the table. */

import { count, duration, number, oneOf, readBy, text, threadCount } from "#flags";
import { readStages } from "../load/pattern.ts";
import { MIN_PAYLOAD_BYTES } from "../load/payload.ts";
import { readThreshold } from "../threshold.ts";
import type { BenchFlag } from "./flag.ts";
import { ENDPOINT, OWN, SCENARIOS, scenariosBut } from "./takers.ts";

/** How streams are cut: by the clients, by killing the hub, by draining it, or by handing over to a second hub. */
const CUTS = ["client", "restart", "drain", "handover"] as const;

const MAX_CONNECTIONS = 200_000;
const MAX_RATE = 1_000_000;
const MAX_REPEAT = 1_000;
const MAX_WARMUP_S = 3_600;

const SIDE_BY_SIDE = ["peers", "ab", "calibrate", "floor"] as const;
const OF_A_RUN = [...SCENARIOS, OWN, ...SIDE_BY_SIDE] as const;
/** They publish at `--rate` for `--duration`, or in stages or bursts. */
const PATTERNED = ["fan-out", "reconnect", "unicast", "churn", "soak", "transports", OWN] as const;
/** Each of their clients may have its own topics. */
const OF_TOPICS = ["fan-out", "reconnect", "unicast", "churn", "soak", OWN] as const;
const file = text("the name of a file");
export const threshold = readBy(
  readThreshold,
  "a metric and its limit, such as 'latency.p99_ms<50'",
);

export const LOAD_FLAGS = {
  connections: {
    value: "N",
    kind: count(1, MAX_CONNECTIONS),
    short: "c",
    takers: OF_A_RUN,
    about: "number of clients",
  },
  rate: {
    value: "N",
    kind: number(0.01, MAX_RATE),
    short: "r",
    takers: [...scenariosBut("publish", "logs"), OWN, ...SIDE_BY_SIDE],
    about: "events per second; in connect, arrivals per second",
  },
  duration: {
    value: "TIME",
    kind: duration(0.1),
    short: "d",
    takers: [...scenariosBut("connect"), OWN, ...SIDE_BY_SIDE],
    about: "how long to publish",
  },
  warmup: {
    value: "TIME",
    kind: duration(0, MAX_WARMUP_S),
    takers: [...PATTERNED, "saturate", "slow-readers", "floor"],
    about: "how long to publish first, without timing those events (default 2)",
  },
  repeat: {
    value: "N",
    kind: count(1, MAX_REPEAT),
    takers: [...SCENARIOS, OWN],
    about: "how many times to run each scenario; figures are medians, with intervals (default 1)",
  },
  size: {
    value: "BYTES",
    kind: count(MIN_PAYLOAD_BYTES, 1_000_000),
    takers: [...scenariosBut("connect"), OWN, ...SIDE_BY_SIDE],
    about: "size of each event's data",
  },
  ramp: {
    value: "N",
    kind: number(1, MAX_RATE),
    takers: [...scenariosBut("connect"), OWN, ...SIDE_BY_SIDE],
    about: "arrivals per second while clients connect (default 2000)",
  },
  workers: {
    value: "N",
    kind: count(1, 64),
    takers: [...scenariosBut(ENDPOINT), OWN, ...SIDE_BY_SIDE],
    about: "client processes (default: as many as the connections need)",
  },
  "hub-threads": {
    value: "N",
    kind: threadCount,
    takers: [...scenariosBut(ENDPOINT), OWN, "peers", "ab", "calibrate"],
    notWithUrl: "a running hub has its threads already",
    about:
      "threads of each hub that the bench starts, or auto (default 1); in threads, the most to try",
  },
  transport: {
    value: "WHAT",
    kind: oneOf(["sse", "ws", "both"]),
    takers: [...scenariosBut("transports", ENDPOINT), OWN],
    about: "how clients connect: sse (default), ws, or both in turn",
  },
  stages: {
    value: "LIST",
    kind: readBy(readStages, "times and the rates to reach, such as 10s:1000,30s:5000,10s:0"),
    takers: PATTERNED,
    about: "ramp through these rates instead of --rate and --duration: 10s:1000,30s:5000,10s:0",
  },
  burst: {
    value: "N",
    kind: count(1, MAX_RATE),
    takers: PATTERNED,
    about: "publish N events at once, --rate times per second",
  },
  "cut-by": {
    value: "WHAT",
    kind: oneOf(CUTS),
    takers: ["reconnect", "resume"],
    about:
      "how to cut the streams: client (default), restart (kill the hub), drain (stop the hub) or handover (to a second hub)",
  },
  objective: {
    value: "EXPR",
    kind: threshold,
    takers: ["saturate"],
    about: "the condition that the rate must meet (default 'latency.p99_ms<100')",
  },
  slow: {
    value: "PERCENT",
    kind: count(1, 99),
    takers: ["slow-readers"],
    about: "share of the clients that stop reading (default 20)",
  },
  events: {
    value: "N",
    kind: count(1, 10_000_000),
    takers: ["resume"],
    about: "events in the log when clients resume from it (default 1000000)",
  },
  missed: {
    value: "N",
    kind: count(1, 100_000),
    takers: ["resume"],
    about: "events that each client misses while the hub restarts (default 1000)",
  },
  tokens: {
    value: "FILE",
    kind: file,
    takers: [...scenariosBut("threads", "logs", "resume", ENDPOINT), OWN],
    about: "bearer tokens, one per line, given to the clients in turn",
  },
  topics: {
    value: "FILE",
    kind: file,
    takers: OF_TOPICS,
    about: "topics, one client's per line separated by blanks, given to the clients in turn",
  },
} as const satisfies Record<string, BenchFlag>;
