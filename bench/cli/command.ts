/** Parses the command line into one `Command`. Pure: it reports all faults at once and never exits. */

import { didYouMean, url as address } from "#flags";
import type { CalibrateCommand } from "../ab/calibrate.ts";
import type { AbCommand } from "../ab/command.ts";
import type { EndpointOptions } from "../endpoint/endpoint-scenario.ts";
import { FLOOR_FILE, type FloorCommand } from "../floor/floor.ts";
import type { LoadOptions } from "../load/options.ts";
import type { PeersChoice } from "../peers/run-peers.ts";
import type { OutputFiles } from "../report/files.ts";
import type { Threshold } from "../threshold.ts";
import { abChoiceOf, calibrationChoiceOf } from "./ab.ts";
import { endpointOf, type Environment } from "./endpoint.ts";
import type { FlagValues } from "./flags.ts";
import { loadOf } from "./load.ts";
import { MEASURES_OF_A_STEP, measuresOf, requireKnown, requireLive } from "./measures.ts";
import { peersChoiceOf } from "./peers.ts";
import { type Given, readFlags, refuseOthers } from "./read-flags.ts";
import {
  type CommandName,
  COMMANDS,
  ENDPOINT,
  isCommand,
  isScenario,
  isScenarioFile,
  OWN,
  SCENARIOS,
  type ScenarioName,
  SUITE,
  type Taker,
} from "./takers.ts";

export interface OwnScenario {
  readonly file: string;
}

export interface RunCommand {
  readonly kind: "run";
  /** In the order to run: built-in names and users' own files; empty for the standard suite. */
  readonly scenarios: readonly (ScenarioName | OwnScenario)[];
  readonly load: LoadOptions;
  readonly url: URL | undefined;
  /** The server at `url` is a child of this process. Default: false. */
  readonly isOwnServer?: boolean;
  /** How to reach the endpoint at `url`. */
  readonly endpoint: EndpointOptions;
  readonly outputs: OutputFiles;
  /** The file for the samples, one JSON line a second. */
  readonly samples: string | undefined;
  /** The collector that receives the samples as metrics. */
  readonly otlp: URL | undefined;
  /** A hub whose dashboard shows the run. */
  readonly watch: URL | undefined;
  readonly thresholds: readonly Threshold[];
  /** Whether the run stops as soon as one of them is known to fail. */
  readonly isAbortingOnFail: boolean;
}

export interface PeersCommand extends PeersChoice {
  readonly kind: "peers";
  readonly load: LoadOptions;
  /** Omitted: the default. */
  readonly rounds: number | undefined;
  readonly outputs: OutputFiles;
  readonly thresholds: readonly Threshold[];
}

export interface DoctorCommand {
  readonly kind: "doctor";
  readonly url: URL;
  readonly endpoint: EndpointOptions;
  /** The origin that should be able to read the stream. */
  readonly origin: string | undefined;
  readonly watchS: number | undefined;
}

export interface CompareCommand {
  readonly kind: "compare";
  readonly baseFile: string;
  readonly headFile: string;
  /** 0.05 allows a figure to be 5 % worse; omitted: the default. */
  readonly maxRegression: number | undefined;
  /** 1.5 allows one and a half times the latency; omitted: the default. */
  readonly maxLatencyRatio: number | undefined;
  /** Whether an inconclusive comparison is an error. */
  readonly isStrict: boolean;
}

export interface ReportCommand {
  readonly kind: "report";
  /** A result, a comparison or a history; or two results. */
  readonly files: readonly [file: string, other?: string];
  readonly outputs: OutputFiles;
}

export interface HistoryCommand {
  readonly kind: "history";
  /** JSON Lines; created if it does not exist. */
  readonly file: string;
  /** The result to add; omitted: the history is only drawn. */
  readonly resultFile: string | undefined;
  /** The commit that was measured, if the result does not name it. */
  readonly commit: string | undefined;
  readonly html: string | undefined;
}

export type Command =
  | RunCommand
  | PeersCommand
  | AbCommand
  | CalibrateCommand
  | FloorCommand
  | CompareCommand
  | HistoryCommand
  | ReportCommand
  | DoctorCommand
  /** Help for one command or scenario, or for everything. */
  | { readonly kind: "help"; readonly of: Taker | undefined }
  | { readonly kind: "version" }
  | { readonly kind: "faults"; readonly faults: readonly string[] };

/** Parses `argv`, which excludes the program's name. Tokens come from `env`, so that no command line shows them. */
export function readCommand(argv: readonly string[], env: Environment = {}): Command {
  const faults: string[] = [];
  const given = readFlags(argv, faults);
  const [first = "", ...rest] = given.words;
  const command = isAsking(given)
    ? answerOf(given, faults)
    : isCommand(first)
      ? commandOf(first, rest, given, env, faults)
      : runOf(given, env, faults);
  return faults.length > 0 || command === undefined ? { kind: "faults", faults } : command;
}

function isAsking({ isHelp, isVersion, words }: Given): boolean {
  return isHelp || isVersion || words[0] === "help";
}

function answerOf({ isHelp, words }: Given, faults: string[]): Command | undefined {
  const asksHelp = isHelp || words[0] === "help";
  if (!asksHelp) return { kind: "version" };
  const word = words[0] === "help" ? words[1] : words[0];
  if (word === undefined) return { kind: "help", of: undefined };
  if (isCommand(word) || isScenario(word)) return { kind: "help", of: word };
  if (isScenarioFile(word)) return { kind: "help", of: OWN };
  faults.push(unknownWord(word));
  return undefined;
}

/** The first word selects the command. */
function commandOf(
  name: CommandName,
  words: readonly string[],
  given: Given,
  env: Environment,
  faults: string[],
): Command | undefined {
  refuseOthers(given, [name], faults);
  const { values } = given;
  switch (name) {
    case "doctor":
      return doctorOf(values, words, env, faults);
    case "peers":
      requireKnown("--threshold", values.threshold ?? [], measuresOf([name]), name, faults);
      return {
        kind: "peers",
        ...peersChoiceOf(words, values.url ?? [], faults),
        load: loadOf(values),
        rounds: values.rounds,
        outputs: outputsOf(values),
        thresholds: values.threshold ?? [],
      };
    case "ab": {
      refuseWords(name, words, faults);
      const choice = abChoiceOf(values, faults);
      const { threshold: thresholds = [] } = values;
      requireKnown("--threshold", thresholds, measuresOf([name]), name, faults);
      const [load, outputs] = [loadOf(values), outputsOf(values)];
      return choice && { kind: name, ...choice, load, outputs, thresholds };
    }
    case "calibrate":
      refuseWords(name, words, faults);
      return { kind: name, ...calibrationChoiceOf(values, faults), load: loadOf(values) };
    case "floor":
      refuseWords(name, words, faults);
      return { kind: name, load: loadOf(values), file: values.file ?? FLOOR_FILE };
    case "compare":
      return compareOf(values, words, faults);
    case "history":
      return historyOf(values, words, faults);
    case "report":
      return reportOf(values, words, faults);
  }
}

function runOf(given: Given, env: Environment, faults: string[]): RunCommand {
  const { values, words } = given;
  const scenarios = words.flatMap((word): (ScenarioName | OwnScenario)[] => {
    if (isScenario(word)) return [word];
    if (isScenarioFile(word)) return [{ file: word }];
    faults.push(unknownWord(word));
    return [];
  });
  const takers = scenarios.map((one) => (typeof one === "string" ? one : OWN));
  const [text, ...more] = values.url ?? [];
  if (more.length > 0) faults.push("--url may be repeated only with peers");
  const url = text === undefined ? undefined : address.read(text);
  if (text !== undefined && url === undefined) {
    faults.push(`--url is '${text}': expected ${address.expected}`);
  }
  if (url?.protocol === "https:" && ["ws", "both"].includes(values.transport ?? "")) {
    faults.push(`--transport is '${values.transport}': over https: only sse is measured`);
  }
  if (takers.includes(ENDPOINT) && text === undefined) {
    faults.push("The scenario 'endpoint' needs --url: the address of the stream");
  }
  // Without a name, run the suite, or whatever suits the server at the address.
  const suite: readonly ScenarioName[] = text === undefined ? SUITE : [...SUITE, ENDPOINT];
  if (words.length === 0) refuseOthers(given, suite, faults);
  else if (takers.length > 0) refuseOthers(given, takers, faults);
  requireMeasured(takers.length > 0 ? takers : suite, values, faults);
  return {
    kind: "run",
    scenarios,
    load: loadOf(values),
    url,
    endpoint: url === undefined ? {} : endpointOf(values, url, env, faults),
    outputs: outputsOf(values),
    samples: values.samples,
    otlp: values.otlp,
    watch: values.watch,
    thresholds: values.threshold ?? [],
    isAbortingOnFail: values["abort-on-fail"] ?? false,
  };
}

/** What a user's own scenario measures is only known once its file is loaded. */
function requireMeasured(
  takers: readonly (ScenarioName | typeof OWN)[],
  { threshold = [], objective, "abort-on-fail": isAborting }: FlagValues,
  faults: string[],
): void {
  const names = takers.filter((name) => name !== OWN);
  if (names.length === takers.length) {
    requireKnown("--threshold", threshold, measuresOf(names), names.join(", "), faults);
    if (isAborting && threshold.length > 0) requireLive(threshold, names, faults);
  }
  const steps = objective === undefined ? [] : [objective];
  requireKnown("--objective", steps, MEASURES_OF_A_STEP, "a step of saturate", faults);
}

function doctorOf(
  values: FlagValues,
  words: readonly string[],
  env: Environment,
  faults: string[],
): Command | undefined {
  const [text = "", ...more] = words;
  if (text === "" || more.length > 0) {
    faults.push(
      `doctor takes one URL, not ${words.length}: bun run bench doctor https://host/path`,
    );
    return undefined;
  }
  const url = address.read(text);
  if (url === undefined) {
    faults.push(`doctor's URL is '${text}': expected ${address.expected}`);
    return undefined;
  }
  const endpoint = endpointOf(values, url, env, faults);
  return { kind: "doctor", url, endpoint, origin: values.origin?.origin, watchS: values.seconds };
}

function compareOf(
  values: FlagValues,
  files: readonly string[],
  faults: string[],
): CompareCommand | undefined {
  const [baseFile, headFile, ...more] = files;
  const { "max-regression": percent, strict: isStrict = false } = values;
  if (baseFile !== undefined && headFile !== undefined && more.length === 0) {
    const maxRegression = percent === undefined ? undefined : percent / 100;
    const maxLatencyRatio = values["max-latency-ratio"];
    return { kind: "compare", baseFile, headFile, maxRegression, maxLatencyRatio, isStrict };
  }
  faults.push(
    `compare takes two files, not ${files.length}: bun run bench compare base.json head.json`,
  );
  return undefined;
}

function reportOf(
  values: FlagValues,
  files: readonly string[],
  faults: string[],
): ReportCommand | undefined {
  const [file, other, ...more] = files;
  if (file !== undefined && more.length === 0) {
    const both = other === undefined ? ([file] as const) : ([file, other] as const);
    return { kind: "report", files: both, outputs: outputsOf(values) };
  }
  faults.push(
    `report takes one or two files, not ${files.length}: bun run bench report r.json --html r.html`,
  );
  return undefined;
}

function historyOf(
  { commit, html }: FlagValues,
  words: readonly string[],
  faults: string[],
): HistoryCommand | undefined {
  const [file, resultFile, ...more] = words;
  if (file !== undefined && more.length === 0) {
    return { kind: "history", file, resultFile, commit, html };
  }
  faults.push(
    `history takes a history file and at most one result, not ${words.length} files: bun run bench history h.jsonl r.json`,
  );
  return undefined;
}

function outputsOf(values: FlagValues): OutputFiles {
  const { json, markdown, html, csv, hgrm, junit, bencher } = values;
  return {
    json,
    markdown,
    html,
    csv,
    hgrm,
    junit,
    bencher,
    benchmarkAction: values["benchmark-action"],
  };
}

function refuseWords(command: CommandName, words: readonly string[], faults: string[]): void {
  if (words.length > 0) faults.push(`${command} takes flags only, not '${words.join(" ")}'`);
}

function unknownWord(word: string): string {
  const hint = didYouMean(word, [...SCENARIOS, ...COMMANDS]);
  return `There is no scenario '${word}': choose one of ${SCENARIOS.join(", ")}${hint}`;
}
