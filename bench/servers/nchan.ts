/**
 * nginx with the nchan module and one worker process, configured by the bench in a temporary folder. nchan
 * publishes a body unchanged, so the topic is in the address and the body is only the data.
 */

import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BenchError, EXIT } from "../bench-error.ts";
import { nchanConfig } from "./nchan-config.ts";
import { firstMatch, freePort } from "./process.ts";
import { type Peer, type RunningServer, runningAt, type Unavailable } from "./server.ts";

export const INSTALL_NCHAN = "not installed: apt-get install nginx libnginx-mod-nchan";

export const nchan: Peer = {
  name: "nchan",
  about: "nchan on nginx, one worker",
  async start(connections): Promise<RunningServer | Unavailable> {
    const found = findNginx();
    if (found === undefined) return { kind: "unavailable", reason: INSTALL_NCHAN };
    const folder = await mkdtemp(join(tmpdir(), "streamgauge-nchan-"));
    try {
      return await startNginx(found, folder, connections);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  },
};

interface Nginx {
  readonly binary: string;
  readonly module: string;
}

/** On Debian nginx is in a folder that is only on root's path. */
function findNginx(): Nginx | undefined {
  const binary = Bun.which("nginx") ?? Bun.which("nginx", { PATH: "/usr/sbin:/usr/local/sbin" });
  if (binary === null) return undefined;
  const built = Bun.spawnSync([binary, "-V"]).stderr.toString();
  const [, modules = "/usr/lib/nginx/modules"] = /--modules-path=(\S+)/.exec(built) ?? [];
  const module = join(modules, "ngx_nchan_module.so");
  return existsSync(module) ? { binary, module } : undefined;
}

/**
 * nginx does not end with its parent. This shell only waits: when its standard input ends, it stops nginx and
 * removes the folder, its `$0`. It closes its standard error, so that this ends with nginx.
 */
const UNTIL_STDIN_ENDS =
  '"$@" & exec 2>&-; read -r line; kill -TERM "$!"; wait "$!"; rm -rf -- "$0"';

async function startNginx(
  { binary, module }: Nginx,
  folder: string,
  connections: number,
): Promise<RunningServer> {
  // nginx does not say which port it got, so it cannot be given port 0.
  const port = freePort();
  const file = join(folder, "nginx.conf");
  await writeFile(file, nchanConfig({ folder, module, port, connections }));
  const nginx = [binary, "-p", folder, "-c", file, "-e", "stderr"];
  const child = Bun.spawn(["sh", "-c", UNTIL_STDIN_ENDS, folder, ...nginx], {
    stdio: ["pipe", "ignore", "pipe"],
    detached: true,
  });
  const started = await firstMatch(child.stderr, /(\d+)#\d+: start worker process (\d+)/);
  const stop = async () => {
    await child.stdin.end();
    await child.exited;
  };
  if (started === null) {
    const check = Bun.spawnSync([...nginx, "-t"]);
    await stop();
    const why = check.stderr.toString().trim();
    throw new BenchError(`nginx did not start: ${why}`, EXIT.internalError);
  }
  // Nobody reads the rest of the output, but it must not fill the pipe.
  child.stderr.pipeTo(new WritableStream()).catch(() => {});
  const pids = [Number(started[1]), Number(started[2])];
  return {
    ...runningAt(`http://127.0.0.1:${port}`, { pids: () => pids, stop }),
    publishBody: (_, data) => data,
  };
}
