/** What a scenario measures: a hub that the bench starts in a child process, or a running server at `--url`. */

import type { StatsSnapshot } from "#protocol";
import { BenchError, messageOf } from "../bench-error.ts";
import { type Access, fetchOptions, OPEN_ACCESS } from "../load/access.ts";
import { type HubOrder, type RestartBy, startHub } from "./own-hub.ts";
import { OWN_HUB, type Transport } from "../result/result.ts";

/** For people who look at the hub during the run. */
const SPARE_CONNECTIONS = 10;
const CHECK_TIMEOUT_MS = 10_000;
const IDENTIFY_TIMEOUT_MS = 3_000;

export interface Target {
  /** `own hub`, or the address. */
  readonly name: string;
  /** Subscribe with GET and `?topic=`, publish with POST. */
  readonly eventsUrl: URL;
  readonly access: Access;
  /** The hub's statistics; `undefined` if the target has none. */
  readStats(): Promise<StatsSnapshot | undefined>;
  /** Ends the process and starts another at the same address; only for a hub that the bench started. */
  readonly restart?: (how: RestartBy) => Promise<void>;
  stop(): Promise<void>;
}

/** The address to subscribe to one or more topics; for a hub's WebSocket, with the scheme http. */
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

/** Starts a hub for this run only; `flags` may give it another log. */
export async function startOwnHub(
  connections: number,
  order: Pick<HubOrder, "flags" | "threads"> = {},
): Promise<Target> {
  const hub = await startHub({ ...order, maxConnections: connections + SPARE_CONNECTIONS });
  return { ...hub, name: OWN_HUB, access: OPEN_ACCESS, readStats: () => readStats(hub.origin) };
}

/** How many threads the hub at this address has; `undefined` if it does not tell. */
export async function threadsOf(url: URL): Promise<number | undefined> {
  return (await readStats(url))?.threads.length;
}

/** How many threads a hub has here with `--threads asked`, which is for the hub to decide. */
export async function resolveThreads(asked: number | "auto"): Promise<number> {
  const hub = await startHub({ maxConnections: SPARE_CONNECTIONS, threads: asked });
  try {
    return (await threadsOf(hub.eventsUrl)) ?? 1;
  } finally {
    await hub.stop();
  }
}

/**
 * A server that is already running; an address without a path is a hub's origin.
 * @throws {BenchError} if nothing answers there, or the answer is not an event stream
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
    `${url} is not an event stream: it answered ${response.status} with content type ${contentType}; ` +
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

async function readStats(
  origin: string | URL,
  access = OPEN_ACCESS,
  timeoutMs = CHECK_TIMEOUT_MS,
): Promise<StatsSnapshot | undefined> {
  try {
    const answer = await fetchJson(new URL("/stats", origin), access, timeoutMs);
    return isStatsSnapshot(answer) ? answer : undefined;
  } catch {
    return undefined;
  }
}

/** Whether `/stats` of the same origin looks like a hub's; false if that cannot be found out. */
export async function isStreamgaugeHub(url: URL, access: Access): Promise<boolean> {
  return (await readStats(url, access, IDENTIFY_TIMEOUT_MS)) !== undefined;
}

/**
 * The content of a JSON resource; `undefined` for any other: a server may answer every path with its stream.
 * @throws {Error} if it does not answer in time, or its JSON is invalid
 */
async function fetchJson(url: URL, access: Access, timeoutMs: number): Promise<unknown> {
  const signal = AbortSignal.timeout(timeoutMs);
  const response = await fetch(url, { ...fetchOptions(access), signal });
  const contentType = response.headers.get("content-type") ?? "";
  if (contentType.includes("json")) return response.json();
  await response.body?.cancel();
  return undefined;
}

/** Another server may have a `/stats` of its own: only one with a hub's parts counts. */
function isStatsSnapshot(answer: unknown): answer is StatsSnapshot {
  return (
    typeof answer === "object" &&
    answer !== null &&
    ["hub", "totals", "process", "connections"].every((name) => name in answer)
  );
}
