/** The one table of flags: what each is called, what it may be, who takes it, and what the help says of it. */

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

const REMOTE = [...scenariosBut("logs", "resume"), OWN] as const;
const WITH_RESULT = [...SCENARIOS, OWN, "peers", "ab", "report"] as const;
const SERVER_PATH = /^\//;

const header = text(
  "a header, as in 'Authorization: Bearer x'",
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
    about: "a running hub, or any SSE endpoint; peers takes NAME=URL, more than once",
  },
  header: {
    value: "'N: V'",
    kind: header,
    isRepeatable: true,
    takers: [...REMOTE, "doctor"],
    needs: "url",
    about: "a header of every request; may be repeated",
  },
  "bearer-env": {
    value: "NAME",
    kind: text("the name of a variable that holds a token"),
    takers: [...REMOTE, "doctor"],
    needs: "url",
    about: "the environment variable that holds a bearer token",
  },
  insecure: {
    kind: SWITCH,
    takers: [...REMOTE, "doctor"],
    needs: "url",
    about: "trust any certificate",
  },
  "publish-url": {
    value: "URL",
    kind: text("an http: or https: address"),
    takers: [ENDPOINT, "doctor"],
    about: "where to publish",
  },
  "publish-body": {
    value: "TEMPLATE",
    kind: text("{data} where the event's data goes", /\{data\}/),
    takers: [ENDPOINT, "doctor"],
    needs: "publish-url",
    about: "the body, with {data}, {id} and {n} to be filled in",
  },
  "publish-header": {
    value: "'N: V'",
    kind: header,
    isRepeatable: true,
    takers: [ENDPOINT, "doctor"],
    needs: "publish-url",
    about: "a header of each publish; may be repeated",
  },
  "timestamp-path": {
    value: "P",
    kind: text("a path of names, as in a.b.c"),
    takers: [ENDPOINT],
    about: "where the event's time stands in its JSON data, as in a.b.c",
  },
  seconds: {
    value: "TIME",
    kind: duration(0.1, 3600),
    takers: ["doctor"],
    about: "how long the stream is watched (default 20)",
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
    takers: ["peers", "calibrate", "logs"],
    about: "rounds (default 3 in peers and logs, 10 in calibrate)",
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
    about: "the revision that is compared (default: worktree, the files as they stand)",
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
    about: "a command that starts the server, in the checkout of --base if there is one",
  },
  "head-cmd": {
    value: "COMMAND",
    kind: text("a command"),
    takers: ["ab", "calibrate"],
    about: "a command that starts the server, in the checkout of --head if there is one",
  },
  path: {
    value: "PATH",
    kind: path,
    takers: ["ab", "calibrate"],
    about: "path of the event stream on such a server (default /events)",
  },
  "publish-path": {
    value: "PATH",
    kind: path,
    takers: ["ab", "calibrate"],
    about: "path to publish to (default: --path)",
  },
  "max-regression": {
    value: "PERCENT",
    kind: number(0, 1000),
    takers: ["ab", "compare"],
    about: "how much worse a metric may be (default 5)",
  },
  budget: {
    value: "TIME",
    kind: duration(0.1),
    takers: ["ab", "calibrate"],
    about:
      "time for the whole comparison; no round starts that would exceed it (default 10m, calibrate 20m)",
  },
  gate: {
    value: "NAMES",
    kind: someOf(DEFAULT_METRICS.map(({ name }) => name)),
    takers: ["ab"],
    about: "metrics that can fail the comparison, comma-separated",
  },
  seed: {
    value: "N",
    kind: count(0, MAX_SEED),
    takers: ["ab", "calibrate"],
    about: "seeds the bootstrap (default 1)",
  },
  file: {
    value: "FILE",
    kind: file,
    takers: ["ab", "calibrate"],
    about: "the noise floors (default .streamgauge/noise-floor.json)",
  },
  strict: {
    kind: SWITCH,
    takers: ["ab", "compare"],
    about: "an inconclusive comparison exits with 4, not 0",
  },
  threshold: {
    value: "EXPR",
    kind: threshold,
    isRepeatable: true,
    takers: [...SCENARIOS, OWN, "peers", "ab"],
    about: "fails the run unless it holds, as in 'latency.p99_ms<50'; may be repeated",
  },
  "abort-on-fail": {
    kind: SWITCH,
    takers: [...SCENARIOS.filter((name) => liveMeasuresOf(name).length > 0), OWN],
    needs: "threshold",
    about: "ends the run as soon as a threshold of latency.* or failed is not met",
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
    about: "what is measured each second as a JSON line, while the run goes on",
  },
  otlp: {
    value: "URL",
    kind: url,
    takers: [...SCENARIOS, OWN],
    about: "an OpenTelemetry collector that gets the same as metrics (OTLP over HTTP)",
  },
  json: {
    value: "FILE",
    kind: file,
    short: "o",
    takers: WITH_RESULT,
    about: "the result as JSON; for this and any other report, - means standard output",
  },
  markdown: { value: "FILE", kind: file, takers: WITH_RESULT, about: "the report as Markdown" },
  html: {
    value: "FILE",
    kind: file,
    takers: [...WITH_RESULT, "history"],
    about: "the report with its charts, in one file that opens offline",
  },
  csv: {
    value: "FILE",
    kind: file,
    takers: [...SCENARIOS, OWN, "peers", "report"],
    about: "all series",
  },
  hgrm: {
    value: "FOLDER",
    kind: text("the name of a folder", /^(?!-$)./),
    takers: [...SCENARIOS, OWN, "peers", "report"],
    about: "latency histograms as percentile distributions, a .hgrm file each",
  },
  junit: {
    value: "FILE",
    kind: file,
    takers: WITH_RESULT,
    about: "a test case for each scenario's validity, threshold or gated metric",
  },
  bencher: { value: "FILE", kind: file, takers: WITH_RESULT, about: "Bencher Metric Format" },
  "benchmark-action": {
    value: "FILE",
    kind: file,
    takers: WITH_RESULT,
    about: "github-action-benchmark's format, in FILE-smaller and FILE-bigger",
  },
  commit: {
    value: "NAME",
    kind: text("a commit's name, as in a1b2c3d", /^[\w./-]+$/),
    takers: ["history"],
    about: "recorded with the figures (default $GITHUB_SHA)",
  },
} as const satisfies Record<string, BenchFlag>;

export type FlagName = keyof typeof FLAGS;

export const FLAG_NAMES = namesOf<FlagName>(FLAGS);

/** What was given, read. */
export type FlagValues = ValuesOf<typeof FLAGS>;

/** The flag as the table's type has them all. */
export function flagOf(name: FlagName): BenchFlag {
  return FLAGS[name];
}
