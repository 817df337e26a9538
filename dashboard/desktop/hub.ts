/** Finds the hub at an address, or starts one there. */

import { join } from "node:path";

const MAIN = join(import.meta.dir, "../../server/main.ts");
/** A hub answers in milliseconds; this one is stopped, or far away. */
const ANSWER_MS = 5_000;
const LOOK_EVERY_MS = 50;
/** A hub with a large log to check takes seconds, on a slow machine. */
const START_MS = 60_000;
/** Bun's own name, and the system's. */
const REFUSED = new Set<unknown>(["ConnectionRefused", "ECONNREFUSED"]);
const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** The message says what to do. */
export class CannotOpenError extends Error {
  override readonly name = "CannotOpenError";
}

export type Found = "hub" | "nothing" | "something else";

/**
 * What is at an address: a hub knows its own version.
 * @throws {CannotOpenError} when something takes the connection and does not answer, or the address is not reachable
 */
export async function lookFor(origin: string): Promise<Found> {
  try {
    const response = await fetch(`${origin}/stats`, { signal: AbortSignal.timeout(ANSWER_MS) });
    const answer: unknown = await response.json().catch(() => undefined);
    return response.ok && isOfHub(answer) ? "hub" : "something else";
  } catch (error) {
    if (REFUSED.has(codeOf(error))) return "nothing";
    const why = error instanceof Error ? error.message : String(error);
    throw new CannotOpenError(`Cannot reach ${origin}: ${why}`);
  }
}

function isOfHub(answer: unknown): boolean {
  if (typeof answer !== "object" || answer === null || !("hub" in answer)) return false;
  const { hub } = answer;
  return typeof hub === "object" && hub !== null && "version" in hub && "epoch" in hub;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

export type StartedHub = Bun.Subprocess<"ignore", "inherit", "inherit">;

/**
 * Makes sure that a hub answers at an address.
 * @returns the hub if it had to be started; whoever called ends it
 * @throws {CannotOpenError} when there is something else, or no hub can be started there
 */
export async function ensureHub(page: URL): Promise<StartedHub | undefined> {
  const { origin } = page;
  const found = await lookFor(origin);
  if (found === "hub") return undefined;
  if (found === "something else") {
    throw new CannotOpenError(
      `What answers at ${origin} is not a Streamgauge hub: use --url with a free port, such as --url http://127.0.0.1:3001`,
    );
  }
  return startHub(page);
}

async function startHub(page: URL): Promise<StartedHub> {
  const { origin, protocol, hostname, port } = page;
  if (protocol !== "http:" || !LOOPBACK.has(hostname)) {
    throw new CannotOpenError(
      `No hub answers at ${origin}, and one can only be started on this machine, such as at http://127.0.0.1:3000`,
    );
  }
  const host = hostname.replaceAll(/[[\]]/g, "");
  const command = [process.execPath, "--no-orphans", MAIN, "--host", host, "--port", port || "80"];
  const hub = Bun.spawn(command, { stdin: "ignore", stdout: "inherit", stderr: "inherit" });
  const deadlineMs = performance.now() + START_MS;
  // A hub that still starts refuses connections.
  while ((await lookFor(origin)) !== "hub") {
    if (hub.exitCode !== null) {
      throw new CannotOpenError("The hub did not start; the reason is above");
    }
    if (performance.now() > deadlineMs) {
      await endHub(hub);
      throw new CannotOpenError(`The hub was not ready within ${START_MS / 1000} s`);
    }
    await Bun.sleep(LOOK_EVERY_MS);
  }
  return hub;
}

/** Lets it drain, and waits until it has exited. */
export async function endHub(hub: StartedHub): Promise<void> {
  hub.kill("SIGTERM");
  await hub.exited;
}
