/**
 * A peer's server as a child process: in a group of its own, so that a Ctrl-C reaches only the bench, and
 * tied to the bench twice: it is ended by its id, and its standard input ends with the bench.
 */

import { join } from "node:path";
import { BenchError, EXIT } from "../bench-error.ts";
import { firstMatch } from "../load/child-output.ts";
import { type RunningPeer, runningAt, type Unavailable } from "./peer.ts";

/** A server that has not ended so long after it was told is killed. */
const STOP_GRACE_MS = 3_000;
const SERVERS = join(import.meta.dir, "servers");

/** Starts `bench/peers/servers/<file>` on Bun. */
export function startOnBun(file: string): Promise<RunningPeer> {
  return startServer(file, bunCommand(join(SERVERS, file)));
}

export function bunCommand(file: string, ...flags: string[]): string[] {
  return [process.execPath, "--no-orphans", file, ...flags];
}

/**
 * Starts `bench/peers/servers/<file>` on Node, which runs only JavaScript: the bundle is handed over on
 * the command line, so that no file is left behind.
 */
export async function startOnNode(file: string): Promise<RunningPeer | Unavailable> {
  const node = findNode();
  if (node === undefined)
    return { kind: "unavailable", reason: "not installed: apt-get install nodejs (18 or newer)" };
  const { outputs } = await Bun.build({
    entrypoints: [join(SERVERS, file)],
    target: "node",
    format: "esm",
  });
  const code = (await outputs[0]?.text()) ?? "";
  return startServer(file, [node, "--input-type=module", "--eval", code]);
}

/** Where Node itself is not installed, `bun run` puts a `node` into the path that is Bun. */
function findNode(): string | undefined {
  const node = Bun.which("node");
  if (node === null) return undefined;
  const answer = Bun.spawnSync([node, "--print", "process.versions.bun ?? 'node'"]);
  return answer.stdout.toString().trim() === "node" ? node : undefined;
}

/**
 * Starts a server that says `listening on http://…` on its standard output.
 * @throws {BenchError} when it ends before that
 */
export async function startServer(name: string, command: readonly string[]): Promise<RunningPeer> {
  const child = Bun.spawn([...command], { stdio: ["pipe", "pipe", "inherit"], detached: true });
  const match = await firstMatch(child.stdout, /listening on (http\S+)/);
  const stop = () => stopped(child);
  if (match?.[1] === undefined) {
    await stop();
    throw new BenchError(
      `The server ${name} did not start; its error is above`,
      EXIT.internalError,
    );
  }
  return runningAt(match[1], { pids: [child.pid], stop });
}

/** Ends a child that ends on SIGTERM, by force when it does not; resolves when it has ended. */
export async function stopped(child: Bun.Subprocess): Promise<void> {
  const killing = setTimeout(() => child.kill("SIGKILL"), STOP_GRACE_MS);
  child.kill("SIGTERM");
  await child.exited;
  clearTimeout(killing);
}
