/** Runs `ab` and `calibrate` to their end in this process, for tests: tiny loads, on a machine that nothing disturbs. */

import { join } from "node:path";
import { readCommand } from "../cli/command.ts";
import type { Comparison } from "../comparison/comparison.ts";
import { sampleComparison } from "../report/comparison.fixture.ts";
import type { Screen } from "../report/screen.ts";
import { PLAIN } from "../report/terminal.ts";
import { runCalibrate } from "./calibrate.ts";
import { runAb, type Surroundings } from "./command.ts";
import type { Machine } from "./measure-pair.ts";

export const OTHERS_SERVER = `'${process.execPath}' '${join(import.meta.dir, "../servers/test-event-server.ts")}'`;
export const OTHERS_PATHS = ["--path", "/stream", "--publish-path", "/publish"];
/** Small loads: what is tested is the course of it, not the speed. */
export const TINY = ["--connections", "20", "--duration", "0.1", "--size", "64"];

export const STILL: Machine = {
  watchMachine: () => Promise.resolve(() => ({ stolenShare: 0, busyBefore: 0 })),
  watchOthers: () => () => 0,
};
export const { environment } = sampleComparison;

export async function compare(
  argv: readonly string[],
  changes: Partial<Surroundings> = {},
): Promise<{ code: number; stdout: string }> {
  let stdout = "";
  const around: Surroundings = {
    environment,
    version: "0.0.0",
    signal: new AbortController().signal,
    machine: STILL,
    screen: screenThat(() => {}),
    style: PLAIN,
    env: {},
    print: (text) => (stdout += text),
    ...changes,
  };
  const command = readCommand([...argv, ...TINY]);
  if (command.kind === "ab") return { code: await runAb(command, around), stdout };
  if (command.kind === "calibrate") return { code: await runCalibrate(command, around), stdout };
  throw new Error(JSON.stringify(command));
}

export function screenThat(show: (line: string) => void): Screen {
  return { show, count() {}, add() {}, expect() {}, done() {} };
}

export async function comparisonIn(file: string): Promise<Comparison> {
  return Bun.file(file).json();
}
