/** The command line to one `Command`. Pure: it reports every fault at once and exits nowhere. */

import { parseArgs } from "node:util";
import type { CalibrateCommand } from "./ab/calibrate.ts";
import type { AbCommand } from "./ab/command.ts";
import { readAbChoice, readCalibrationChoice } from "./ab/flags.ts";
import type { EndpointOptions } from "./endpoint/endpoint-scenario.ts";
import { readEndpointFlags } from "./endpoint/flags.ts";
import { readNumber, readThresholds, readUrl } from "./flag-values.ts";
import { type LoadOptions, readLoad } from "./load-options.ts";
import { type PeersChoice, readPeersChoice } from "./peers/flags.ts";
import { type HistoryCommand, readHistoryWords } from "./history/flags.ts";
import type { OutputFiles } from "./report/files.ts";
import {
  type CompareCommand,
  readCompare,
  readReport,
  type ReportCommand,
} from "./stored-flags.ts";
import type { Threshold } from "./threshold.ts";

export interface RunCommand {
  readonly kind: "run";
  /** Names, in the order to run; empty for the standard suite. */
  readonly scenarios: readonly string[];
  readonly load: LoadOptions;
  readonly url: URL | undefined;
  /** What the endpoint at `url` needs to be measured. */
  readonly endpoint: EndpointOptions;
  readonly outputs: OutputFiles;
  /** A hub whose dashboard shall draw the run. */
  readonly watch: URL | undefined;
  readonly thresholds: readonly Threshold[];
}

export interface PeersCommand extends PeersChoice {
  readonly kind: "peers";
  readonly load: LoadOptions;
  /** Absent: the default. */
  readonly rounds: number | undefined;
  readonly outputs: OutputFiles;
  readonly thresholds: readonly Threshold[];
}

export type Command =
  | RunCommand
  | PeersCommand
  | AbCommand
  | CalibrateCommand
  | CompareCommand
  | HistoryCommand
  | ReportCommand
  | {
      readonly kind: "doctor";
      readonly url: URL;
      readonly endpoint: EndpointOptions;
      /** Whose pages should be able to read the stream. */
      readonly origin: string | undefined;
      readonly watchS: number | undefined;
    }
  | { readonly kind: "help" }
  | { readonly kind: "faults"; readonly faults: readonly string[] };

/** The scenario for an endpoint of which nothing else is known. */
export const ENDPOINT = "endpoint";

/** The variables of the process, where a token may stand. */
type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads `argv` (without the program's own name); `known` are the names of the scenarios. A token is
 * read from `env`, so that it stands in no command line.
 */
export function readCommand(
  argv: readonly string[],
  known: readonly string[],
  env: Environment = {},
): Command {
  const parsed = parse(argv);
  if (typeof parsed === "string") return { kind: "faults", faults: [parsed] };
  const { values, positionals } = parsed;
  if (values.help === true) return { kind: "help" };
  const faults: string[] = [];
  const command = readWords(values, positionals, { known, env, faults });
  return faults.length > 0 || command === undefined ? { kind: "faults", faults } : command;
}

/** The first word says what is to be done; scenarios are run. */
function readWords(
  values: Values,
  words: readonly string[],
  reading: Reading,
): Command | undefined {
  const { faults } = reading;
  if (words[0] === "compare") return readCompare(values, words.slice(1), faults);
  if (words[0] === "history") return readHistoryWords(values, words.slice(1), faults);
  if (words[0] === "peers") return readPeers(values, words.slice(1), faults);
  if (words[0] === "ab") return readAb(values, words.slice(1), faults);
  if (words[0] === "calibrate") return readCalibrate(values, words.slice(1), faults);
  if (words[0] === "report") return readReport(outputsOf(values), words.slice(1), faults);
  if (words[0] === "doctor") return readDoctor(values, words.slice(1), reading);
  return readRun(values, words, reading);
}

/** What reading needs, and where it notes what is wrong. */
interface Reading {
  readonly known: readonly string[];
  readonly env: Environment;
  readonly faults: string[];
}

function readDoctor(
  values: Values,
  words: readonly string[],
  { env, faults }: Reading,
): Command | undefined {
  const url = words.length === 1 ? readUrl("doctor's URL", words[0], faults) : undefined;
  if (words.length !== 1) {
    faults.push(
      `doctor takes one URL, not ${words.length}: bun run bench doctor https://host/path`,
    );
  }
  const watchS = readNumber("--seconds", values.seconds, 0.1, 3600, false, faults);
  const origin = readUrl("--origin", values.origin, faults)?.origin;
  if (url === undefined) return undefined;
  const endpoint = readEndpointFlags(values, url, env, faults);
  return { kind: "doctor", url, endpoint, origin, watchS };
}

type Values = Exclude<ReturnType<typeof parse>, string>["values"];

function parse(argv: readonly string[]) {
  const string = { type: "string" } as const;
  try {
    return parseArgs({
      args: joinNegatives(argv),
      allowPositionals: true,
      options: {
        connections: string,
        rate: string,
        duration: string,
        size: string,
        ramp: string,
        workers: string,
        transport: string,
        stages: string,
        burst: string,
        "cut-by": string,
        objective: string,
        slow: string,
        events: string,
        missed: string,
        url: { type: "string", multiple: true },
        rounds: string,
        watch: string,
        json: string,
        markdown: string,
        html: string,
        csv: string,
        junit: string,
        bencher: string,
        "benchmark-action": string,
        threshold: { type: "string", multiple: true },
        header: { type: "string", multiple: true },
        "bearer-env": string,
        insecure: { type: "boolean" },
        "publish-url": string,
        "publish-body": string,
        "publish-header": { type: "string", multiple: true },
        "timestamp-path": string,
        seconds: string,
        origin: string,
        base: string,
        head: string,
        "base-url": string,
        "head-url": string,
        "base-cmd": string,
        "head-cmd": string,
        path: string,
        "publish-path": string,
        "max-regression": string,
        budget: string,
        seed: string,
        gate: string,
        file: string,
        strict: { type: "boolean" },
        commit: string,
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** `--connections -5` is a wrong number, not two flags: the parser reads it only as `--connections=-5`. */
function joinNegatives(argv: readonly string[]): string[] {
  const joined: string[] = [];
  for (const word of argv) {
    const previous = joined.at(-1);
    const isNumber = /^-\d/.test(word) && previous?.startsWith("--") && !previous.includes("=");
    if (isNumber) joined[joined.length - 1] = `${previous}=${word}`;
    else joined.push(word);
  }
  return joined;
}

function outputsOf(values: Values): OutputFiles {
  const { json, markdown, html, csv, junit, bencher } = values;
  return { json, markdown, html, csv, junit, bencher, benchmarkAction: values["benchmark-action"] };
}

function readPeers(values: Values, names: readonly string[], faults: string[]): PeersCommand {
  return {
    kind: "peers",
    ...readPeersChoice(names, values.url ?? [], faults),
    load: readLoad(values, faults),
    rounds: readNumber("--rounds", values.rounds, 1, 100, true, faults),
    outputs: outputsOf(values),
    thresholds: readThresholds("--threshold", values.threshold, faults),
  };
}

function readAb(values: Values, words: readonly string[], faults: string[]): AbCommand | undefined {
  const choice = readAbChoice(values, words, faults);
  const load = readLoad(values, faults);
  if (values.csv !== undefined) faults.push("ab has no series: leave out --csv");
  return choice && { kind: "ab", ...choice, load, outputs: outputsOf(values) };
}

function readCalibrate(
  values: Values,
  words: readonly string[],
  faults: string[],
): CalibrateCommand {
  const choice = readCalibrationChoice(values, words, faults);
  return { kind: "calibrate", ...choice, load: readLoad(values, faults) };
}

function readRun(
  values: Values,
  scenarios: readonly string[],
  { known, env, faults }: Reading,
): RunCommand {
  const [address, ...more] = values.url ?? [];
  if (more.length > 0) faults.push("--url may be repeated only with peers");
  if (values.rounds !== undefined) faults.push("--rounds goes only with peers");
  const url = readUrl("--url", address, faults);
  if (scenarios.includes(ENDPOINT) && values.url === undefined) {
    faults.push("The scenario 'endpoint' measures what --url names: give it one");
  }
  for (const name of scenarios) {
    if (!known.includes(name) && name !== ENDPOINT)
      faults.push(`There is no scenario '${name}': choose of ${known.join(", ")}`);
  }
  return {
    kind: "run",
    scenarios,
    load: readLoad(values, faults),
    url,
    endpoint: url === undefined ? {} : readEndpointFlags(values, url, env, faults),
    outputs: outputsOf(values),
    watch: readUrl("--watch", values.watch, faults),
    thresholds: readThresholds("--threshold", values.threshold, faults),
  };
}
