/** The flags that shape a load, whatever is put under it: the first part of the table. */

import { count, duration, number, oneOf, readBy, text } from "#flags";
import { readStages } from "../load/pattern.ts";
import { MIN_PAYLOAD_BYTES } from "../load/payload.ts";
import { readThreshold } from "../threshold.ts";
import type { BenchFlag } from "./flag.ts";
import { ENDPOINT, OWN, SCENARIOS, scenariosBut } from "./takers.ts";

/** What may cut the streams: the clients, a killed hub, a drained one, or one that hands over to its successor. */
const CUTS = ["client", "restart", "drain", "handover"] as const;

const MAX_CONNECTIONS = 200_000;
const MAX_RATE = 1_000_000;

const SIDE_BY_SIDE = ["peers", "ab", "calibrate"] as const;
const OF_A_RUN = [...SCENARIOS, OWN, ...SIDE_BY_SIDE] as const;
/** They publish at `--rate` for `--duration`, or as the pattern has it. */
const PATTERNED = ["fan-out", "reconnect", "unicast", "churn", "soak", "transports", OWN] as const;
/** Their clients may each have topics of their own. */
const OF_TOPICS = ["fan-out", "reconnect", "unicast", "churn", "soak", OWN] as const;
const file = text("the name of a file");
export const threshold = readBy(readThreshold, "a metric and its limit, as in 'latency.p99_ms<50'");

export const LOAD_FLAGS = {
  connections: {
    value: "N",
    kind: count(1, MAX_CONNECTIONS),
    short: "c",
    takers: OF_A_RUN,
    about: "clients",
  },
  rate: {
    value: "N",
    kind: number(0.01, MAX_RATE),
    short: "r",
    takers: [...scenariosBut("publish", "logs"), OWN, ...SIDE_BY_SIDE],
    about: "events a second; arrivals a second in connect",
  },
  duration: {
    value: "TIME",
    kind: duration(0.1),
    short: "d",
    takers: [...scenariosBut("connect"), OWN, ...SIDE_BY_SIDE],
    about: "how long events are published",
  },
  size: {
    value: "BYTES",
    kind: count(MIN_PAYLOAD_BYTES, 1_000_000),
    takers: [...scenariosBut("connect"), OWN, ...SIDE_BY_SIDE],
    about: "data of each event",
  },
  ramp: {
    value: "N",
    kind: number(1, MAX_RATE),
    takers: [...scenariosBut("connect"), OWN, ...SIDE_BY_SIDE],
    about: "arrivals a second while clients connect (default 2000)",
  },
  workers: {
    value: "N",
    kind: count(1, 64),
    takers: [...scenariosBut(ENDPOINT), OWN, ...SIDE_BY_SIDE],
    about: "client processes (default: as many as the descriptors need)",
  },
  transport: {
    value: "WHAT",
    kind: oneOf(["sse", "ws", "both"]),
    takers: [...scenariosBut("transports", ENDPOINT), OWN],
    about: "how clients connect: sse (default), ws, or both in turn",
  },
  stages: {
    value: "LIST",
    kind: readBy(readStages, "times and rates to reach, as in 10s:1000,30s:5000,10s:0"),
    takers: PATTERNED,
    about: "rates to ramp to instead of --rate and --duration, as in 10s:1000,30s:5000,10s:0",
  },
  burst: {
    value: "N",
    kind: count(1, MAX_RATE),
    takers: PATTERNED,
    about: "publish N events at a time, --rate times a second",
  },
  "cut-by": {
    value: "WHAT",
    kind: oneOf(CUTS),
    takers: ["reconnect", "resume"],
    about:
      "client (default), restart (hub killed), drain (hub told to stop) or handover (to a second hub)",
  },
  objective: {
    value: "EXPR",
    kind: threshold,
    takers: ["saturate"],
    about: "the condition to hold (default 'latency.p99_ms<100')",
  },
  slow: {
    value: "PERCENT",
    kind: count(1, 99),
    takers: ["slow-readers"],
    about: "clients that stop reading (default 20)",
  },
  events: {
    value: "N",
    kind: count(1, 10_000_000),
    takers: ["resume"],
    about: "events in the log before clients resume from it (default 1000000)",
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
    takers: [...scenariosBut("logs", "resume", ENDPOINT), OWN],
    about: "a bearer token a line, for each client in turn",
  },
  topics: {
    value: "FILE",
    kind: file,
    takers: OF_TOPICS,
    about: "a client's topics a line, with blanks between, for each client in turn",
  },
} as const satisfies Record<string, BenchFlag>;
