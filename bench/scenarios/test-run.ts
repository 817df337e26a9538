/** Support for tests of scenarios: one is run in this process as the command line has it, and says nothing. */

import { readCommand } from "../cli/command.ts";
import { isScenario } from "../cli/takers.ts";
import { flagOf } from "../cli/flags.ts";
import type { ScenarioResult } from "../result/result.ts";
import { runScenarios } from "../run.ts";
import { expectKnown } from "../test-measures.ts";

/** What is lost here is lost on purpose. */
const PATIENCE_MS = 2_000;

/** Without a warm-up, unless `argv` asks for one. */
export async function runScenario(...argv: string[]): Promise<ScenarioResult> {
  const isWarmed = flagOf("warmup").takers.some((taker) => argv.includes(taker));
  const isAsked = argv.includes("--warmup");
  const command = readCommand(isWarmed && !isAsked ? [...argv, "--warmup", "0"] : argv);
  if (command.kind !== "run") throw new Error(JSON.stringify(command));
  const silent = () => ({ show() {}, done() {} });
  const load = { ...command.load, patienceMs: PATIENCE_MS };
  const [result] = await runScenarios({ ...command, load }, new AbortController().signal, silent);
  if (result === undefined) throw new Error(`no result of ${argv.join(" ")}`);
  // A file's own scenario is in no table.
  if (isScenario(result.name)) expectKnown([result]);
  return result;
}

export function valuesOf({ metrics }: ScenarioResult, ...names: string[]) {
  return names.map((name) => metrics[name]?.value);
}

/** In a run in which everything came, once and in order: 1, 0, 0, 0. */
export const ACCOUNT = ["delivered_ratio", "lost", "duplicated", "out_of_order"];

/** Whether the machine was too busy even for a test's small load, which is invalid whatever the server does. */
export function isDisturbed({ warnings }: ScenarioResult): boolean {
  return warnings.some((warning) =>
    /a client process|the clients themselves|other programs|the publisher was/.test(warning),
  );
}
