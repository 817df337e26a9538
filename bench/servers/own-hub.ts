/** The hub in its own process, with its own log on a local disk. */

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  bunCommand,
  type ServerProcess,
  spawnServer,
  untilListening,
  untilSaid,
} from "./process.ts";
import { type RunningServer, runningAt } from "./server.ts";

const HUB_MAIN = join(import.meta.dir, "../../server/main.ts");
/** Next to the logs of hubs that people start here, so that all are on the same disk. */
const LOGS = resolve(".streamgauge");
/** How long a hub takes to end its streams when it is told to stop. */
const DRAIN_S = 1;

export interface HubOrder {
  readonly maxConnections: number;
  /** Default: as many as the program has by itself. */
  readonly threads?: number | "auto" | undefined;
  /** Added after the usual flags, so that they take precedence. Default: none. */
  readonly flags?: readonly string[];
  /** The path of another revision's program. Default: this repository's. */
  readonly main?: string;
  /** The flags that the program knows. Default: all. */
  readonly known?: ReadonlySet<string>;
  /** The name in errors. Default: `hub`. */
  readonly name?: string;
}

/**
 * With `handover` the successor waits beside the hub before it is told to stop, which requires a hub started with
 * `--reuse-port`.
 */
export type RestartBy = "kill" | "drain" | "handover";

export interface OwnHub extends RunningServer {
  readonly origin: string;
  /** Ends the process and starts another at the same address, with the same log. */
  restart(how: RestartBy): Promise<void>;
}

/** @throws {BenchError} if it does not start */
export async function startHub(order: HubOrder): Promise<OwnHub> {
  const { name = "hub", main = HUB_MAIN } = order;
  const folder = newLogFolder();
  const removeLog = () => rmSync(folder, { recursive: true, force: true });
  const flags = flagsOf(order, join(folder, "log.db"));
  const spawn = (port: string) => spawnServer(bunCommand(main, "--port", port, ...flags));
  let child: ServerProcess;
  let origin: string;
  try {
    child = spawn("0");
    origin = await untilListening(child, name);
  } catch (error) {
    removeLog();
    throw error;
  }
  const end = async (signal: "SIGTERM" | "SIGKILL") => {
    child.kill(signal);
    await child.exited;
  };
  const { port } = new URL(origin);
  return {
    // Its clients are gone by now, so there is nothing to drain.
    ...runningAt(origin, { pids: () => [child.pid], stop: () => end("SIGKILL").then(removeLog) }),
    origin,
    async restart(how) {
      if (how === "handover") {
        const next = spawn(port);
        await untilSaid(next, /Waiting for the hub that holds the log/, name);
        await Promise.all([end("SIGTERM"), untilListening(next, name)]);
        child = next;
        return;
      }
      await end(how === "drain" ? "SIGTERM" : "SIGKILL");
      child = spawn(port);
      await untilListening(child, name);
    },
  };
}

/** For rounds, in which clients of one part may still be leaving while those of the next arrive. */
export function startRoundHub(
  connections: number,
  order: Omit<HubOrder, "maxConnections"> = {},
): Promise<OwnHub> {
  return startHub({ ...order, maxConnections: connections * 2 + 100 });
}

function newLogFolder(): string {
  mkdirSync(LOGS, { recursive: true });
  return mkdtempSync(join(LOGS, "bench-"));
}

function flagsOf({ maxConnections, threads, flags = [], known }: HubOrder, log: string): string[] {
  const usual = [
    ["--max-connections", String(maxConnections)],
    ["--drain", String(DRAIN_S)],
    ["--log", `sqlite:${log}`],
  ];
  const taken = usual.filter(([flag = ""]) => known === undefined || known.has(flag));
  // Last, since a scenario may have its own number, and the command line decides.
  return [...taken.flat(), ...flags, ...(threads === undefined ? [] : ["--threads", `${threads}`])];
}
