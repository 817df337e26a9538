/** The table of flags: names, values, the commands that take them, and their help texts. */

import {
  count,
  duration,
  type FlagValues as ValuesOf,
  namesOf,
  number,
  someOf,
  SWITCH,
  text,
  url,
} from "#flags";
import { DEFAULT_METRICS } from "../comparison/metrics.ts";
import type { BenchFlag } from "./flag.ts";
import { liveMeasuresOf } from "./measures.ts";
import { LOAD_FLAGS, threshold } from "./load-flags.ts";
import { ENDPOINT, OWN, SCENARIOS, scenariosBut } from "./takers.ts";

const MAX_SEED = 2 ** 32 - 1;

const REMOTE = [...scenariosBut("threads", "logs", "resume"), OWN] as const;
const WITH_RESULT = [...SCENARIOS, OWN, "peers", "ab", "report"] as const;
const SERVER_PATH = /^\//;

const header = text(
  "a header, such as 'Authorization: Bearer x'",
  /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[^\r\n\0]*$/,
);
const file = text("the name of a file");
const path = text("a path, as in /events", SERVER_PATH);

export const FLAGS = {
  ...LOAD_FLAGS,
  url: {
    value: "URL",
    kind: text("an http: or https: address"),
    isRepeatable: true,
    takers: [...REMOTE, "peers"],
    about: "a running hub or any SSE endpoint; for peers NAME=URL, repeatable",
  },
  header: {
    value: "'N: V'",
    kind: header,
    isRepeatable: true,
    takers: [...REMOTE, "doctor"],
    needs: "url",
    about: "a header to send with every request; repeatable",
  },
  "bearer-env": {
    value: "NAME",
    kind: text("the name of a variable that holds a token"),
    takers: [...REMOTE, "doctor"],
    needs: "url",
    about: "the environment variable that holds the bearer token",
  },
  insecure: {
    kind: SWITCH,
    takers: [...REMOTE, "doctor"],
    needs: "url",
    about: "accept any TLS certificate",
  },
  "publish-url": {
    value: "URL",
    kind: text("an http: or https: address"),
    takers: [ENDPOINT, "doctor"],
    about: "the address to publish to",
  },
  "publish-body": {
    value: "TEMPLATE",
    kind: text("a text with {data} in the place of the event's data", /\{data\}/),
    takers: [ENDPOINT, "doctor"],
    needs: "publish-url",
    about: "the body of a publish; {data}, {id} and {n} are filled in",
  },
  "publish-header": {
    value: "'N: V'",
    kind: header,
    isRepeatable: true,
    takers: [ENDPOINT, "doctor"],
    needs: "publish-url",
    about: "a header to send with every publish; repeatable",
  },
  "timestamp-path": {
    value: "P",
    kind: text("a path of names, such as a.b.c"),
    takers: [ENDPOINT],
    about: "where the JSON data holds the event's time, such as a.b.c",
  },
  seconds: {
    value: "TIME",
    kind: duration(0.1, 3600),
    takers: ["doctor"],
    about: "how long to watch the stream (default 20)",
  },
  origin: {
    value: "URL",
    kind: url,
    takers: ["doctor"],
    about: "an origin whose pages should be able to read the stream",
  },
  rounds: {
    value: "N",
    kind: count(1, 1000),
    takers: ["peers", "calibrate", "threads", "logs"],
    about: "how many rounds (default 10 in calibrate, else 3)",
  },
  base: {
    value: "REF",
    kind: text("a revision"),
    takers: ["ab"],
    about: "the revision to compare with",
  },
  head: {
    value: "REF",
    kind: text("a revision"),
    takers: ["ab", "calibrate"],
    about: "the revision to measure (default: worktree, the files as they are now)",
  },
  "base-url": {
    value: "URL",
    kind: url,
    takers: ["ab"],
    about: "a running server instead of --base",
  },
  "head-url": {
    value: "URL",
    kind: url,
    takers: ["ab", "calibrate"],
    about: "a running server instead of --head",
  },
  "base-cmd": {
    value: "COMMAND",
    kind: text("a command"),
    takers: ["ab"],
    about: "a command that starts the server, run in a checkout of --base if given",
  },
  "head-cmd": {
    value: "COMMAND",
    kind: text("a command"),
    takers: ["ab", "calibrate"],
    about: "a command that starts the server, run in a checkout of --head if given",
  },
  path: {
    value: "PATH",
    kind: path,
    takers: ["ab", "calibrate"],
    about: "path of that server's event stream (default /events)",
  },
  "publish-path": {
    value: "PATH",
    kind: path,
    takers: ["ab", "calibrate"],
    about: "path to publish to on that server (default: --path)",
  },
  "max-regression": {
    value: "PERCENT",
    kind: number(0, 1000),
    takers: ["ab", "compare"],
    about: "how much worse a metric may get (default 5)",
  },
  "max-latency-ratio": {
    value: "FACTOR",
    kind: number(1, 1000),
    takers: ["ab", "compare"],
    about: "how many times the base's latency.p50_ms is allowed (default 1.5)",
  },
  budget: {
    value: "TIME",
    kind: duration(0.1),
    takers: ["ab", "calibrate"],
    about:
      "time for the whole comparison; a round that would exceed it is not started (default 10m, calibrate 20m)",
  },
  gate: {
    value: "NAMES",
    kind: someOf(DEFAULT_METRICS.map(({ name }) => name)),
    takers: ["ab"],
    about: "the metrics that can fail the comparison, separated by commas",
  },
  seed: {
    value: "N",
    kind: count(0, MAX_SEED),
    takers: ["ab", "calibrate"],
    about: "seed of the bootstrap (default 1)",
  },
  file: {
    value: "FILE",
    kind: file,
    takers: ["ab", "calibrate", "floor"],
    about:
      "file of the floors (default .streamgauge/noise-floor.json, in floor .streamgauge/floor.json)",
  },
  strict: {
    kind: SWITCH,
    takers: ["ab", "compare"],
    about: "exit with 4 instead of 0 if the comparison is inconclusive",
  },
  threshold: {
    value: "EXPR",
    kind: threshold,
    isRepeatable: true,
    takers: [...SCENARIOS, OWN, "peers", "ab"],
    about: "a condition the run must meet, such as 'latency.p99_ms<50'; repeatable",
  },
  "abort-on-fail": {
    kind: SWITCH,
    takers: [...SCENARIOS.filter((name) => liveMeasuresOf(name).length > 0), OWN],
    needs: "threshold",
    about: "stop the run as soon as a threshold on latency.* or failed is not met",
  },
  watch: {
    value: "URL",
    kind: url,
    takers: [...SCENARIOS, OWN],
    about: "a hub whose dashboard shows the run live",
  },
  samples: {
    value: "FILE",
    kind: file,
    takers: [...SCENARIOS, OWN],
    about: "write what is measured each second as JSON Lines, during the run",
  },
  otlp: {
    value: "URL",
    kind: url,
    takers: [...SCENARIOS, OWN],
    about: "send the same samples to an OpenTelemetry collector (OTLP over HTTP)",
  },
  json: {
    value: "FILE",
    kind: file,
    short: "o",
    takers: WITH_RESULT,
    about: "the result as JSON; here and for other reports, - is standard output",
  },
  markdown: { value: "FILE", kind: file, takers: WITH_RESULT, about: "the report as Markdown" },
  html: {
    value: "FILE",
    kind: file,
    takers: [...WITH_RESULT, "history"],
    about: "the report with charts, as one file that opens offline",
  },
  csv: {
    value: "FILE",
    kind: file,
    takers: [...SCENARIOS, OWN, "peers", "report"],
    about: "all time series",
  },
  hgrm: {
    value: "FOLDER",
    kind: text("the name of a folder", /^(?!-$)./),
    takers: [...SCENARIOS, OWN, "peers", "report"],
    about: "latency percentile distributions, one .hgrm file per histogram",
  },
  junit: {
    value: "FILE",
    kind: file,
    takers: WITH_RESULT,
    about: "a test case per validity check, threshold or gated metric",
  },
  bencher: { value: "FILE", kind: file, takers: WITH_RESULT, about: "Bencher Metric Format" },
  "benchmark-action": {
    value: "FILE",
    kind: file,
    takers: WITH_RESULT,
    about: "github-action-benchmark's format, as FILE-smaller and FILE-bigger",
  },
  commit: {
    value: "NAME",
    kind: text("a commit's name, such as a1b2c3d", /^[\w./-]+$/),
    takers: ["history"],
    about: "the commit to record with the figures (default $GITHUB_SHA)",
  },
} as const satisfies Record<string, BenchFlag>;

export type FlagName = keyof typeof FLAGS;

export const FLAG_NAMES = namesOf<FlagName>(FLAGS);

/** The values of the flags that were given. */
export type FlagValues = ValuesOf<typeof FLAGS>;

/** The flag with its general type, which has the optional fields too. */
export function flagOf(name: FlagName): BenchFlag {
  return FLAGS[name];
}
