/**
 * A server as a child process: in its own group, so that Ctrl-C reaches only the bench. It ends when the bench
 * stops it, or when its standard input closes because the bench is gone.
 */

import { BenchError, EXIT } from "../bench-error.ts";
import { type RunningServer, runningAt } from "./server.ts";

/** A server still running this long after SIGTERM is killed. */
const STOP_GRACE_MS = 3_000;

export type ServerProcess = Bun.Subprocess<"pipe", "pipe", "inherit">;

export function bunCommand(file: string, ...flags: string[]): string[] {
  return [process.execPath, "--no-orphans", file, ...flags];
}

export function spawnServer(command: readonly string[]): ServerProcess {
  return Bun.spawn([...command], { stdio: ["pipe", "pipe", "inherit"], detached: true });
}

/**
 * Starts a server that prints `listening on http://…` to its standard output.
 * @throws {BenchError} if it ends before that
 */
export async function startServer(
  name: string,
  command: readonly string[],
): Promise<RunningServer> {
  const child = spawnServer(command);
  const origin = await untilListening(child, name);
  return runningAt(origin, { pids: () => [child.pid], stop: () => stopped(child) });
}

/** @throws {BenchError} if it ends before it listens */
export async function untilListening(child: ServerProcess, name: string): Promise<string> {
  const [, origin = ""] = await untilSaid(child, /listening on (http\S+)/, name);
  return origin;
}

/** @throws {BenchError} if it ends before it prints a match */
export async function untilSaid(
  child: ServerProcess,
  words: RegExp,
  name: string,
): Promise<RegExpExecArray> {
  const match = await firstMatch(child.stdout, words);
  if (match !== null) return match;
  await stopped(child);
  throw new BenchError(`The server ${name} did not start; its error is above`, EXIT.internalError);
}

/** Reads output until it matches; `null` if it ends first. Later output is left unread. */
export async function firstMatch(
  output: ReadableStream<Uint8Array>,
  pattern: RegExp,
): Promise<RegExpExecArray | null> {
  let text = "";
  const decoder = new TextDecoder();
  const reader = output.getReader();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return null;
      text += decoder.decode(value, { stream: true });
      const match = pattern.exec(text);
      if (match !== null) return match;
    }
  } finally {
    reader.releaseLock();
  }
}

/** Ends a child with SIGTERM, or by force if that is not enough; resolves when it has ended. */
export async function stopped(child: Bun.Subprocess): Promise<void> {
  const killing = setTimeout(() => child.kill("SIGKILL"), STOP_GRACE_MS);
  child.kill("SIGTERM");
  await child.exited;
  clearTimeout(killing);
}

/** A port that was free a moment ago, for a server that cannot choose one itself. */
export function freePort(): number {
  const listener = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  const { port } = listener;
  listener.stop(true);
  return port;
}
