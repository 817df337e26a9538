/** What is measured: a hub of the bench's own in a child process, or one that runs already at `--url`. */

import { join } from "node:path";
import type { StatsSnapshot } from "#protocol";
import { BenchError, EXIT, messageOf } from "../bench-error.ts";
import { type Access, fetchOptions, OPEN_ACCESS } from "./access.ts";
import { firstMatch } from "./child-output.ts";
import { makeOwnLog } from "./own-log.ts";
import type { Transport } from "../result/result.ts";

const HUB_MAIN = join(import.meta.dir, "../../server/main.ts");
const CHECK_TIMEOUT_MS = 10_000;

/**
 * `handover`: the other one waits beside the first before that is told to stop, which needs a hub that
 * was started with `--reuse-port`.
 */
export type RestartBy = "kill" | "drain" | "handover";

export interface Target {
  /** `own hub`, or the address. */
  readonly name: string;
  /** Subscribe by GET with `?topic=`, publish by POST. */
  readonly eventsUrl: URL;
  readonly access: Access;
  /** The hub's account of itself; `undefined` where the target gives none. */
  readStats(): Promise<StatsSnapshot | undefined>;
  /** Ends the process and starts another at the same address; only an own hub can. */
  readonly restart?: (how: RestartBy) => Promise<void>;
  stop(): Promise<void>;
}

/** The address to subscribe to a topic, or to several; for a hub's WebSocket, with scheme http. */
export function subscribeUrl(
  target: Target,
  topics: string | readonly string[],
  transport: Transport = "sse",
): string {
  const url = new URL(target.eventsUrl);
  if (transport === "ws") url.pathname = "/ws";
  for (const topic of [topics].flat()) url.searchParams.append("topic", topic);
  return url.href;
}

/** How long the hub of the bench's own takes to end its streams when it is told to. */
const DRAIN_S = 1;

/** Starts a hub for this run alone, in a process of its own, with a log of its own; `extraFlags` may name another. */
export async function startOwnHub(
  connections: number,
  extraFlags: readonly string[] = [],
): Promise<Target> {
  const log = makeOwnLog();
  // Of a flag that comes twice the last counts.
  const flags = [...usualFlags(connections), ...log.flags, ...extraFlags];
  let hub = await untilListening(spawnHub(["--port", "0", ...flags]));
  const { origin } = hub;
  const again = ["--port", String(new URL(origin).port), ...flags];
  const end = async (signal: "SIGTERM" | "SIGKILL") => {
    hub.child.kill(signal);
    await hub.child.exited;
  };
  return {
    name: "own hub",
    eventsUrl: new URL("/events", origin),
    access: OPEN_ACCESS,
    readStats: () => readStats(origin),
    restart: async (how) => {
      if (how === "handover") {
        const successor = await waiting(spawnHub(again));
        const [, next] = await Promise.all([end("SIGTERM"), untilListening(successor)]);
        hub = next;
        return;
      }
      await end(how === "drain" ? "SIGTERM" : "SIGKILL");
      hub = await untilListening(spawnHub(again));
    },
    // Its clients are gone by now: there is nothing to drain.
    stop: async () => {
      await end("SIGKILL");
      log.remove();
    },
  };
}

function usualFlags(connections: number): string[] {
  return ["--max-connections", String(connections + 10), "--drain", String(DRAIN_S)];
}

type HubProcess = Bun.Subprocess<"ignore", "pipe", "inherit">;

function spawnHub(flags: readonly string[]): HubProcess {
  // In a group of its own, a Ctrl-C reaches only the bench, which ends the hub when it is done with
  // it; should the bench die, the hub ends by itself.
  return Bun.spawn([process.execPath, "--no-orphans", HUB_MAIN, ...flags], {
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
}

async function untilListening(child: HubProcess) {
  const origin = (await untilSaid(child, /listening on (\S+)/))[1] ?? "";
  return { child, origin };
}

/** A hub that waits for the log of another. */
async function waiting(child: HubProcess): Promise<HubProcess> {
  await untilSaid(child, /Waiting for the hub that holds the log/);
  return child;
}

async function untilSaid(child: HubProcess, words: RegExp): Promise<RegExpExecArray> {
  const match = await firstMatch(child.stdout, words);
  if (match !== null) return match;
  child.kill();
  throw new BenchError("The hub did not start; its error is above", EXIT.internalError);
}

/**
 * A hub that somebody else started; an address without a path is a hub's origin.
 * @throws {BenchError} when nothing answers there, or what answers is no event stream
 */
export async function runningTarget(
  url: URL,
  access = OPEN_ACCESS,
  timeoutMs = CHECK_TIMEOUT_MS,
): Promise<Target> {
  const eventsUrl = url.pathname === "/" ? new URL("/events", url) : url;
  const target: Target = {
    name: url.href,
    eventsUrl,
    access,
    readStats: () => readStats(url.origin, access),
    stop: () => Promise.resolve(),
  };
  await requireEventStream(subscribeUrl(target, "bench/check"), access, timeoutMs);
  return target;
}

async function requireEventStream(url: string, access: Access, timeoutMs: number): Promise<void> {
  const response = await tryFetch(url, access, timeoutMs);
  const contentType = response.headers.get("content-type") ?? "none";
  await response.body?.cancel();
  if (response.ok && contentType.startsWith("text/event-stream")) return;
  throw new BenchError(
    `${url} is no event stream: it answered ${response.status} with content type ${contentType}; ` +
      "expected 200 with text/event-stream",
  );
}

async function tryFetch(url: string, access: Access, timeoutMs: number): Promise<Response> {
  try {
    const { headers, tls } = fetchOptions(access);
    return await fetch(url, {
      headers: { accept: "text/event-stream", ...headers },
      tls,
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (error) {
    const isLate = error instanceof Error && error.name === "TimeoutError";
    const why = isLate ? `no answer within ${timeoutMs / 1000} s` : messageOf(error);
    throw new BenchError(`Cannot reach ${url}: ${why}`);
  }
}

async function readStats(origin: string, access = OPEN_ACCESS): Promise<StatsSnapshot | undefined> {
  try {
    const response = await fetch(new URL("/stats", origin), fetchOptions(access));
    const answer: unknown = await response.json();
    return isStatsSnapshot(answer) ? answer : undefined;
  } catch {
    return undefined;
  }
}

/** Another server may have a `/stats` of its own: only what names a hub's parts is taken for one. */
export function isStatsSnapshot(answer: unknown): answer is StatsSnapshot {
  return (
    typeof answer === "object" &&
    answer !== null &&
    ["hub", "totals", "process", "connections"].every((name) => name in answer)
  );
}
