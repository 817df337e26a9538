/** The command line to one `Command`. Pure: it reports every fault at once and exits nowhere. */

import { parseArgs } from "node:util";
import type { EndpointOptions } from "./endpoint/endpoint-scenario.ts";
import { readEndpointFlags } from "./endpoint/flags.ts";
import { readNumber, readThresholds, readUrl } from "./flag-values.ts";
import { type LoadOptions, readLoad } from "./load-options.ts";
import { type PeersChoice, readPeersChoice } from "./peers/flags.ts";
import type { OutputFiles } from "./report/files.ts";
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
  | { readonly kind: "compare"; readonly baseFile: string; readonly headFile: string }
  | { readonly kind: "report"; readonly files: readonly string[]; readonly outputs: OutputFiles }
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
  if (words[0] === "compare") return readCompare(words.slice(1), faults);
  if (words[0] === "peers") return readPeers(values, words.slice(1), faults);
  if (words[0] === "report") return readReport(values, words.slice(1), faults);
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

function readCompare(files: readonly string[], faults: string[]): Command | undefined {
  const [baseFile, headFile, ...more] = files;
  if (baseFile !== undefined && headFile !== undefined && more.length === 0) {
    return { kind: "compare", baseFile, headFile };
  }
  faults.push(
    `compare takes two files, not ${files.length}: bun run bench compare base.json head.json`,
  );
  return undefined;
}

function readReport(
  values: Values,
  files: readonly string[],
  faults: string[],
): Command | undefined {
  if (files.length === 1 || files.length === 2) {
    return { kind: "report", files, outputs: outputsOf(values) };
  }
  faults.push(
    `report takes one file or two, not ${files.length}: bun run bench report r.json --html r.html`,
  );
  return undefined;
}

function outputsOf({ json, markdown, html, csv, junit }: Values): OutputFiles {
  return { json, markdown, html, csv, junit };
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
