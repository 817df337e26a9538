/**
 * A side that is a revision of this hub: its own `server/main.ts`, run by the same Bun as the bench. An older
 * revision may lack flags, so it only gets those that its own help lists.
 */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { BenchError, EXIT } from "../bench-error.ts";
import { startRoundHub } from "./own-hub.ts";
import { bunCommand } from "./process.ts";
import type { ComparedSide } from "./server.ts";
import { runTool } from "./tool.ts";
import type { Checkout } from "./worktree.ts";

/** @throws {BenchError} if the revision has no hub, or one that lacks `--threads` when it is to have several */
export async function revisionSide(
  { side, folder }: Checkout,
  threads: number | undefined,
): Promise<ComparedSide> {
  const main = join(folder, "server", "main.ts");
  if (!existsSync(main)) {
    throw new BenchError(
      `Cannot start '${side.name}': it has no server/main.ts; start it with --base-cmd or --head-cmd`,
    );
  }
  const known = await knownFlags(main, folder, side.name);
  if (threads !== undefined && !known.has("--threads")) {
    throw new BenchError(
      `Cannot start '${side.name}' with --hub-threads: its hub has no --threads flag; leave out --hub-threads`,
    );
  }
  return {
    side,
    isForeign: false,
    warnings: known.has("--log")
      ? []
      : [
          "it has no --log flag, so it keeps events in memory only: compare it with another such revision",
        ],
    start: (connections) => startRoundHub(connections, { main, known, threads, name: side.name }),
  };
}

async function knownFlags(main: string, cwd: string, name: string): Promise<ReadonlySet<string>> {
  const { isDone, stdout, stderr } = await runTool(bunCommand(main, "--help"), { cwd });
  const flags = flagsIn(stdout);
  if (isDone && flags.has("--port")) return flags;
  const why = stderr.split("\n", 1)[0] || "its --help lists no --port";
  throw new BenchError(`Cannot start '${name}': ${why}`, EXIT.internalError);
}

export function flagsIn(help: string): ReadonlySet<string> {
  return new Set(help.match(/(?<![\w-])--[a-z][a-z-]*/g) ?? []);
}
