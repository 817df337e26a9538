/**
 * nginx with the nchan module, configured by the bench in a temporary folder, with a worker process for each thread
 * that this hub has. nchan publishes a body unchanged, so the topic is in the address and the body is only the data.
 */

import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BenchError, EXIT } from "../bench-error.ts";
import { nchanConfig, type NchanSetting } from "./nchan-config.ts";
import { firstMatch, freePort } from "./process.ts";
import { serverPids } from "./process-group.ts";
import { type Peer, type RunningServer, runningAt, type Unavailable } from "./server.ts";

export const INSTALL_NCHAN = "not installed: apt-get install nginx libnginx-mod-nchan";

export const nchan: Peer = {
  name: "nchan",
  about: "nchan on nginx, with a worker for each of the hub's threads",
  async start(connections, threads = 1): Promise<RunningServer | Unavailable> {
    const found = findNginx();
    if (found === undefined) return { kind: "unavailable", reason: INSTALL_NCHAN };
    const folder = await mkdtemp(join(tmpdir(), "streamgauge-nchan-"));
    try {
      return await startNginx(found, { folder, connections, workers: threads });
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
  setting: Pick<NchanSetting, "folder" | "connections" | "workers">,
): Promise<RunningServer> {
  // nginx does not say which port it got, so it cannot be given port 0.
  const port = freePort();
  const { folder, workers } = setting;
  const file = join(folder, "nginx.conf");
  await writeFile(file, nchanConfig({ ...setting, module, port }));
  const nginx = [binary, "-p", folder, "-c", file, "-e", "stderr"];
  const child = Bun.spawn(["sh", "-c", UNTIL_STDIN_ENDS, folder, ...nginx], {
    stdio: ["pipe", "ignore", "pipe"],
    detached: true,
  });
  const allStarted = new RegExp(`(?:start worker process \\d+[^]*?){${workers}}`);
  const started = await firstMatch(child.stderr, allStarted);
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
  return {
    ...runningAt(`http://127.0.0.1:${port}`, { pids: () => serverPids(child), stop }),
    publishBody: (_, data) => data,
  };
}
