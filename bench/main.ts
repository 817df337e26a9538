/** The bench's command line: parse, run, report, exit code. */

import { arch, cpus, platform, release, totalmem } from "node:os";
import manifest from "../package.json" with { type: "json" };
import { BenchError, EXIT } from "./bench-error.ts";
import { compare } from "./compare.ts";
import { diagnose } from "./doctor/diagnose.ts";
import { diagnosisText, exitCodeOf as exitCodeOfDiagnosis } from "./doctor/text.ts";
import { helpText } from "./help.ts";
import { type Command, type PeersCommand, readCommand, type RunCommand } from "./options.ts";
import { DEFAULT_ROUNDS, runPeers } from "./peers/run-peers.ts";
import { peersMarkdown, peersText } from "./peers/table.ts";
import { readResult } from "./read-result.ts";
import { writeReports } from "./report/files.ts";
import { screenOn } from "./report/screen.ts";
import { bothOf, progressToHub, resultToHub, tellHub } from "./report/watch.ts";
import { environmentLine, textReport } from "./report/text.ts";
import {
  type BenchResult,
  type Environment,
  SCHEMA_VERSION,
  type ScenarioResult,
} from "./result.ts";
import { runScenarios } from "./run.ts";
import { scenarios } from "./scenarios/index.ts";
import { judge, type Threshold } from "./threshold.ts";

const SAME_SIGNAL_MS = 500;

process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<number> {
  try {
    return await follow(
      readCommand(
        argv,
        scenarios.map(({ name }) => name),
        process.env,
      ),
      argv,
    );
  } catch (error) {
    if (!(error instanceof BenchError)) throw error;
    console.error(error.message);
    return error.exitCode;
  }
}

async function follow(command: Command, argv: readonly string[]): Promise<number> {
  switch (command.kind) {
    case "help":
      process.stdout.write(helpText());
      return EXIT.pass;
    case "faults":
      for (const fault of command.faults) console.error(fault);
      console.error("See bun run bench --help.");
      return EXIT.usage;
    case "compare": {
      const [base, head] = await Promise.all(
        [command.baseFile, command.headFile].map(readResultFile),
      );
      if (base === undefined || head === undefined) return EXIT.usage;
      const { text, isPassed } = compare(base, head);
      process.stdout.write(text);
      return isPassed ? EXIT.pass : EXIT.failed;
    }
    case "report": {
      const results = await Promise.all(command.files.map(readResultFile));
      const [first, second] = results;
      if (first === undefined) return EXIT.usage;
      process.stdout.write(textReport(second ?? first));
      await writeReports(command.outputs, second ?? first, second && first);
      return EXIT.pass;
    }
    case "doctor": {
      const { url, origin, watchS, endpoint } = command;
      const { headers, isInsecure, publish } = endpoint;
      const diagnosis = await diagnose({ url, headers, isInsecure, publish, origin, watchS });
      process.stdout.write(diagnosisText(diagnosis));
      return exitCodeOfDiagnosis(diagnosis);
    }
    case "run":
      return run(command, argv);
    case "peers":
      return comparePeers(command, argv);
  }
}

async function run(command: RunCommand, argv: readonly string[]): Promise<number> {
  const environment = describeMachine(argv);
  const tell = command.watch === undefined ? undefined : tellHub(command.watch);
  const results = await runScenarios(
    command,
    interruption(),
    (label) => {
      const screen = screenOn(process.stderr, label, { env: process.env });
      return tell === undefined ? screen : bothOf(screen, progressToHub(label, tell));
    },
    (one) => tell !== undefined && resultToHub(one, tell),
  );
  const result = resultOf(environment, results, command.thresholds);
  process.stdout.write(textReport(result));
  await writeReports(command.outputs, result);
  return exitCodeOf(result);
}

async function comparePeers(command: PeersCommand, argv: readonly string[]): Promise<number> {
  const environment = describeMachine(argv);
  const progress = screenOn(process.stderr, "peers", { env: process.env });
  const options = { ...command, rounds: command.rounds ?? DEFAULT_ROUNDS };
  const results = await runPeers(options, interruption(), progress).finally(() => progress.done());
  const result = resultOf(environment, results, command.thresholds);
  const foot = environmentLine(environment);
  process.stdout.write(`${peersText(results)}\n${foot}\n`);
  const toMarkdown = () => `${peersMarkdown(results)}\n\`${environment.command}\`, ${foot}\n`;
  await writeReports(command.outputs, result, undefined, toMarkdown);
  return exitCodeOf(result);
}

function resultOf(
  environment: Environment,
  results: readonly ScenarioResult[],
  thresholds: readonly Threshold[],
): BenchResult {
  return {
    schemaVersion: SCHEMA_VERSION,
    tool: { name: "streamgauge", version: manifest.version },
    environment,
    scenarios: results,
    thresholds: judge(thresholds, results),
  };
}

function exitCodeOf({ scenarios: results, thresholds }: BenchResult): number {
  const missed = thresholds.filter(({ isMet }) => !isMet);
  for (const { expression, scenario } of missed) {
    console.error(`Threshold failed: ${expression} (${scenario})`);
  }
  if (results.some(({ valid, partial }) => !valid || partial)) return EXIT.invalid;
  return missed.length > 0 ? EXIT.failed : EXIT.pass;
}

/** Aborted by the first Ctrl-C; a later one ends the process at once. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  let toldAtMs = 0;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      // One Ctrl-C comes more than once where a parent process passes it on too.
      const isAnother = controller.signal.aborted && performance.now() - toldAtMs > SAME_SIGNAL_MS;
      if (isAnother) process.exit(EXIT.internalError);
      toldAtMs = performance.now();
      controller.abort();
    });
  }
  return controller.signal;
}

async function readResultFile(name: string): Promise<BenchResult> {
  const file = Bun.file(name);
  if (!(await file.exists())) throw new BenchError(`Cannot read ${name}: there is no such file`);
  return readResult(await file.text(), name);
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
