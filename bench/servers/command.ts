/**
 * A side that is started by a command line: any server that takes its port from `PORT`, or prints
 * `listening on http://…`. It runs in its own process group, and the whole group is measured and stopped.
 */

import { BenchError } from "../bench-error.ts";
import { firstMatch, freePort } from "./process.ts";
import { runningTarget } from "./target.ts";
import { jsonBody, type RunningServer } from "./server.ts";
import { groupMembers, serverPids, stopGroup } from "./process-group.ts";
import type { ComparedSide, Paths } from "./server.ts";
import type { Checkout } from "./worktree.ts";

/** Gives up on a server that has not answered this long after its start. */
const START_MS = 30_000;
const LOOK_MS = 50;
/**
 * The outer shell only waits: when its standard input ends, which happens with the bench at the latest, it ends the
 * group. It closes its output, so that the output ends with the server.
 */
const UNTIL_STDIN_ENDS =
  'PORT=$0; export PORT; sh -c "$1" </dev/null & exec >&-; read -r line; kill -TERM 0';

export function commandSide(
  command: string,
  paths: Paths,
  checkout: Checkout | undefined,
): ComparedSide {
  const { name: ref, commit } = checkout?.side ?? {};
  return {
    side: {
      name: ref === undefined ? command : `${command} (${ref})`,
      ...(commit !== undefined && { commit }),
    },
    isForeign: false,
    warnings: [],
    start: () => startCommand(command, paths, checkout?.folder ?? "."),
  };
}

async function startCommand(command: string, paths: Paths, cwd: string): Promise<RunningServer> {
  const port = freePort();
  const shell = Bun.spawn(["sh", "-c", UNTIL_STDIN_ENDS, String(port), command], {
    cwd,
    stdio: ["pipe", "pipe", "inherit"],
    detached: true,
  });
  const stop = async () => {
    await stopGroup(shell.pid);
    await shell.exited;
  };
  try {
    const origin = await untilAnswering(shell, port);
    if (origin === undefined) throw new BenchError(nothingAnswers(command, port));
    const eventsUrl = new URL(paths.events, origin);
    await runningTarget(eventsUrl);
    return {
      kind: "running",
      eventsUrl,
      publishUrl: new URL(paths.publish, origin),
      publishBody: jsonBody,
      pids: () => serverPids(shell),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Shell = Bun.Subprocess<"pipe", "pipe", "inherit">;

function nothingAnswers(command: string, port: number): string {
  return (
    `The server that '${command}' should start does not answer: expected one at the port in PORT, here ${port}, ` +
    "or one that prints 'listening on http://…'"
  );
}

/** The server's origin; `undefined` if it has ended or taken too long. */
async function untilAnswering(shell: Shell, port: number): Promise<string | undefined> {
  let said: string | undefined;
  let isSilent = false;
  const listening = firstMatch(shell.stdout, /listening on (https?:\/\/\S+)/i).then((match) => {
    said = match?.[1];
    isSilent = match === null;
    // Nobody reads the rest of the output, but it must not fill the pipe.
    return shell.stdout.pipeTo(new WritableStream());
  });
  listening.catch(() => {});
  const giveUpAtMs = performance.now() + START_MS;
  while (performance.now() < giveUpAtMs) {
    if (said !== undefined) return reachable(said);
    if (await isAnswering(port)) return `http://127.0.0.1:${port}`;
    if (isSilent && groupMembers(shell.pid)?.length === 1) return undefined;
    await Bun.sleep(LOOK_MS);
  }
  return undefined;
}

/** A server that listens on all addresses is reached over loopback. */
function reachable(origin: string): string {
  return origin.replace(/\/\/(0\.0\.0\.0|\[::\])/, "//127.0.0.1");
}

async function isAnswering(port: number): Promise<boolean> {
  try {
    const socket = await Bun.connect({ hostname: "127.0.0.1", port, socket: { data() {} } });
    socket.end();
    return true;
  } catch {
    return false;
  }
}
