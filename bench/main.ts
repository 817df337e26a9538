/** The bench's command line: parse, run, report, exit code. */

import { arch, cpus, platform, release, totalmem } from "node:os";
import type { BenchRecording } from "#protocol";
import manifest from "../package.json" with { type: "json" };
import { type CalibrateCommand, runCalibrate } from "./ab/calibrate.ts";
import { type AbCommand, runAb, type Surroundings } from "./ab/command.ts";
import { thisMachine } from "./ab/measure-pair.ts";
import { BenchError, EXIT } from "./bench-error.ts";
import { compare } from "./compare.ts";
import { liveMeasuresOf } from "./cli/measures.ts";
import { AbortOnFail } from "./live/abort-on-fail.ts";
import { followersOf } from "./live/followers.ts";
import { Recorder } from "./live/recorder.ts";
import { labelOf, sampleEverySecond } from "./live/sampler.ts";
import type { Stored } from "./result/read.ts";
import { diagnose } from "./doctor/diagnose.ts";
import { diagnosisText, exitCodeOf as exitCodeOfDiagnosis } from "./doctor/text.ts";
import {
  type Command,
  type CompareCommand,
  type HistoryCommand,
  type PeersCommand,
  readCommand,
  type ReportCommand,
  type RunCommand,
} from "./cli/command.ts";
import { floorsOf } from "./floor/floor.ts";
import { runFloor } from "./floor/run-floor.ts";
import { helpText } from "./cli/help.ts";
import { runHistory } from "./history/run-history.ts";
import { DEFAULT_ROUNDS, runPeers } from "./peers/run-peers.ts";
import { peersReports } from "./peers/reports.ts";
import { peersText } from "./peers/text.ts";
import { reportOn } from "./report-stored.ts";
import { writeReports } from "./report/files.ts";
import { screenOn } from "./report/screen.ts";
import { bothOf, resultToHub, sampleToHub, tellHub } from "./live/watch.ts";
import { styleFor, type TextStyle } from "./report/terminal.ts";
import { textReport } from "./report/text.ts";
import {
  type BenchResult,
  type Environment,
  SCHEMA_VERSION,
  type ScenarioResult,
  type ThresholdOutcome,
} from "./result/result.ts";
import { requireFolders, takesStandardOutput } from "./report/write-text.ts";
import { runScenarios } from "./run.ts";
import { judge, usualThresholds } from "./threshold.ts";

const SAME_SIGNAL_MS = 500;

// The reader of the samples may close the pipe before the run ends.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});
process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<number> {
  try {
    return await follow(readCommand(argv, process.env), argv);
  } catch (error) {
    if (!(error instanceof BenchError)) throw error;
    console.error(error.message);
    return error.exitCode;
  }
}

async function follow(command: Command, argv: readonly string[]): Promise<number> {
  await requireFolders(filesOf(command));
  switch (command.kind) {
    case "help":
      process.stdout.write(helpText(command.of));
      return EXIT.pass;
    case "version":
      console.log(manifest.version);
      return EXIT.pass;
    case "faults":
      for (const fault of command.faults) console.error(fault);
      console.error("See bun run bench --help.");
      return EXIT.usage;
    case "compare":
      return compareFiles(command);
    case "history":
      return keepHistory(command);
    case "report":
      print(await drawAgain(command), command);
      return EXIT.pass;
    case "doctor": {
      const { url, origin, watchS, endpoint } = command;
      const { headers, isInsecure, publish } = endpoint;
      const diagnosis = await diagnose({ url, headers, isInsecure, publish, origin, watchS });
      print(diagnosisText(diagnosis, styleOf(command)), command);
      return exitCodeOfDiagnosis(diagnosis);
    }
    case "run":
      return run(command, argv);
    case "peers":
      return comparePeers(command, argv);
    case "ab":
      return runAb(command, surroundingsOf(argv, command));
    case "floor":
      return runFloor(command, {
        environment: describeMachine(argv),
        version: manifest.version,
        signal: interruption(),
        newProgress: (part) => screenOn(process.stderr, labelOf(part), { env: process.env }),
        style: styleOf(command),
        print: (text) => print(text, command),
      });
    case "calibrate":
      return runCalibrate(command, surroundingsOf(argv, command));
  }
}

function filesOf(command: Command): (string | undefined)[] {
  const samples = command.kind === "run" ? [command.samples] : [];
  if ("outputs" in command) return [...Object.values(command.outputs), ...samples];
  return command.kind === "history" ? [command.html] : [];
}

function print(text: string, command: Command): void {
  screenOf(command).write(text);
}

/** The text for people makes way for a report on standard output. */
function screenOf(command: Command): NodeJS.WriteStream {
  return takesStandardOutput(filesOf(command)) ? process.stderr : process.stdout;
}

function styleOf(command: Command): TextStyle {
  return styleFor(screenOf(command), process.env);
}

async function run(command: RunCommand, argv: readonly string[]): Promise<number> {
  const environment = describeMachine(argv);
  const besideFloor = await floorsOf(environment);
  const tell = command.watch === undefined ? undefined : tellHub(command.watch);
  // Thresholds that a scenario sets itself, and those that hold anyway.
  const own: ThresholdOutcome[] = [];
  const guard = new AbortOnFail(liveMeasuresOf);
  // Shown at the end: a line in between would break the screen, which is redrawn in place.
  const warnings: string[] = [];
  const followers = await followersOf({
    ...command,
    version: manifest.version,
    writeOut: (text) => process.stdout.write(text),
    warn: (text) => warnings.push(text),
  });
  const recorder = new Recorder();
  const recordings: BenchRecording[] = [];
  const listeners = [recorder.onSample, ...followers.map(({ onSample }) => onSample)];
  if (tell !== undefined) listeners.push(sampleToHub(tell));
  const measured = await runScenarios(
    command,
    AbortSignal.any([interruption(), guard.signal]),
    (part, { thresholds: mine = [] }) => {
      const screen = screenOn(process.stderr, labelOf(part), { env: process.env });
      const aborting = command.isAbortingOnFail ? [...command.thresholds, ...mine] : [];
      return bothOf(screen, sampleEverySecond(part, [...listeners, guard.judging(aborting)]));
    },
    (one, { thresholds: mine = [] }) => {
      const usual = usualThresholds(one, [...command.thresholds, ...mine]);
      own.push(...judge([...mine, ...usual], [one]));
      recordings.push(recorder.take(one));
      if (tell !== undefined) resultToHub(one, tell);
    },
  );
  const results = measured.map((one, index) => recorded(besideFloor(one), recordings[index]));
  await Promise.all(followers.map((follower) => follower.close()));
  for (const warning of warnings) console.error(warning);
  const outcomes = [...own, ...judge(command.thresholds, results)];
  const result = resultOf(environment, guard.explain(results), guard.overrule(outcomes));
  print(textReport(result, styleOf(command)), command);
  await writeReports(command.outputs, result);
  const exitCode = exitCodeOf(result);
  return guard.hasFailed ? EXIT.failed : exitCode;
}

function recorded(result: ScenarioResult, recording: BenchRecording | undefined): ScenarioResult {
  return recording === undefined ? result : { ...result, recording };
}

async function comparePeers(command: PeersCommand, argv: readonly string[]): Promise<number> {
  const environment = describeMachine(argv);
  const progress = screenOn(process.stderr, "peers", { env: process.env });
  const options = { ...command, rounds: command.rounds ?? DEFAULT_ROUNDS };
  const results = await runPeers(options, interruption(), progress).finally(() => progress.done());
  const result = resultOf(environment, results, judge(command.thresholds, results));
  print(peersText(result, styleOf(command)), command);
  await writeReports(command.outputs, result, peersReports(result));
  return exitCodeOf(result);
}

async function drawAgain(command: ReportCommand): Promise<string> {
  const {
    files: [file, other],
    outputs,
  } = command;
  if (file.endsWith(".jsonl") && other === undefined) {
    return runHistory({ file, result: undefined, commit: undefined, html: outputs.html });
  }
  const second = other === undefined ? undefined : await readStoredFile(other);
  return reportOn(await readStoredFile(file), second, outputs, styleOf(command));
}

async function compareFiles(command: CompareCommand): Promise<number> {
  const { baseFile, headFile, isStrict } = command;
  const [base, head] = await Promise.all([readStoredFile(baseFile), readStoredFile(headFile)]);
  const { text, verdict } = compare(base, head, command, styleOf(command));
  print(text, command);
  if (verdict === "regressed") return EXIT.failed;
  return verdict === "inconclusive" && isStrict ? EXIT.inconclusive : EXIT.pass;
}

/** In CI the commit is known even if the result does not name it. */
async function keepHistory(command: HistoryCommand): Promise<number> {
  const { resultFile, commit = process.env.GITHUB_SHA } = command;
  const result = resultFile === undefined ? undefined : await readStoredFile(resultFile);
  print(await runHistory({ ...command, result, commit }), command);
  return EXIT.pass;
}

function surroundingsOf(
  argv: readonly string[],
  command: AbCommand | CalibrateCommand,
): Surroundings {
  return {
    environment: describeMachine(argv),
    version: manifest.version,
    signal: interruption(),
    machine: thisMachine,
    screen: screenOn(process.stderr, command.kind, { env: process.env }),
    env: process.env,
    style: styleOf(command),
    print: (text) => print(text, command),
  };
}

function resultOf(
  environment: Environment,
  results: readonly ScenarioResult[],
  thresholds: readonly ThresholdOutcome[],
): BenchResult {
  return {
    schemaVersion: SCHEMA_VERSION,
    tool: { name: "streamgauge", version: manifest.version },
    environment,
    scenarios: results,
    thresholds,
  };
}

function exitCodeOf({ scenarios: results, thresholds }: BenchResult): number {
  const missed = thresholds.filter(({ isMet }) => !isMet);
  // On a terminal the report has just shown it; a log of errors alone would not say why the run failed.
  for (const { expression, scenario } of process.stderr.isTTY ? [] : missed) {
    console.error(`Threshold failed: ${expression} (${scenario})`);
  }
  if (results.some(({ valid, partial }) => !valid || partial)) return EXIT.invalid;
  return missed.length > 0 ? EXIT.failed : EXIT.pass;
}

/** Aborted by the first Ctrl-C; a second one ends the process at once. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  let toldAtMs = 0;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      // One Ctrl-C arrives twice if a parent process passes it on.
      const isAnother = controller.signal.aborted && performance.now() - toldAtMs > SAME_SIGNAL_MS;
      if (isAnother) process.exit(EXIT.internalError);
      toldAtMs = performance.now();
      controller.abort();
    });
  }
  return controller.signal;
}

async function readStoredFile(name: string): Promise<Stored> {
  const file = Bun.file(name);
  if (!(await file.exists())) throw new BenchError(`Cannot read ${name}: there is no such file`);
  // Loaded on demand: only some commands read files, and the schema validation is slow to load.
  const { readStored } = await import("./result/read.ts");
  return readStored(await file.text(), name);
}

function describeMachine(argv: readonly string[]): Environment {
  const processors = cpus();
  return {
    startedAt: new Date().toISOString(),
    command: ["bun run bench", ...argv].join(" "),
    bun: Bun.version,
    os: `${platform()} ${release()} ${arch()}`,
    cpu: processors[0]?.model ?? "unknown",
    cpus: processors.length,
    memoryGib: totalmem() / 1024 ** 3,
  };
}
