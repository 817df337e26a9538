/** `bench floor`: runs `fan-out` against the null server, and keeps what it finds for this machine and this load. */

import { NO_OUTPUTS } from "../report/files.ts";
import { join } from "node:path";
import { EXIT } from "../bench-error.ts";
import { textReport } from "../report/text.ts";
import type { TextStyle } from "../report/terminal.ts";
import { type BenchResult, type Environment, SCHEMA_VERSION } from "../result/result.ts";
import { type ProgressMaker, runScenarios } from "../run.ts";
import { bunCommand, startServer } from "../servers/process.ts";
import { type FloorCommand, floorOf, storeFloor } from "./floor.ts";

const NULL_SERVER = join(import.meta.dir, "../servers/programs/null.ts");

export interface FloorSurroundings {
  readonly environment: Environment;
  readonly version: string;
  readonly signal: AbortSignal;
  readonly newProgress: ProgressMaker;
  readonly style: TextStyle;
  readonly print: (text: string) => void;
}

/** Only a valid run is stored. @throws {BenchError} if it cannot start as requested */
export async function runFloor(
  { load, file }: FloorCommand,
  { environment, version, signal, newProgress, style, print }: FloorSurroundings,
): Promise<number> {
  const server = await startServer("null", bunCommand(NULL_SERVER));
  try {
    const results = await runScenarios(
      { ...NO_CHOICE, load, url: server.eventsUrl, isOwnServer: true },
      signal,
      newProgress,
    );
    const [measured] = results;
    const result = measured && { ...measured, target: "null server" };
    const shown: BenchResult = {
      schemaVersion: SCHEMA_VERSION,
      tool: { name: "streamgauge", version },
      environment,
      scenarios: result === undefined ? [] : [result],
      thresholds: [],
    };
    print(textReport(shown, style));
    if (result === undefined || !result.valid || result.partial) {
      print(`\nNothing was stored, because the run is not valid.\n`);
      return EXIT.invalid;
    }
    await storeFloor(file, floorOf(result, environment));
    print(
      `\nStored in ${file}; runs of fan-out and soak with the same load on this machine show their share of it.\n`,
    );
    return EXIT.pass;
  } finally {
    await server.stop();
  }
}

const NO_CHOICE = {
  kind: "run",
  scenarios: ["fan-out"],
  endpoint: {},
  outputs: NO_OUTPUTS,
  samples: undefined,
  otlp: undefined,
  watch: undefined,
  thresholds: [],
  isAbortingOnFail: false,
} as const;
