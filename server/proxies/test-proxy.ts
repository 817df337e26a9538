/** Support for tests: a proxy as a child process, with its own folder and loopback port. */

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface TestProxy {
  readonly origin: string;
  readonly stop: () => Promise<void>;
}

/** The proxy's port, its folder and its configuration file. */
export interface Place {
  readonly port: number;
  readonly folder: string;
  readonly configPath: string;
}

/** Debian installs servers in directories that only root has on the PATH. */
const ENV = { ...Bun.env, PATH: `${Bun.env.PATH}:/usr/sbin:/sbin` };
/** Prefix of a command that must end with this process, even if this process is killed. */
const UNTIL_PARENT_ENDS = ["setpriv", "--pdeathsig", "KILL"];

/**
 * Writes the configuration, runs the command, and waits until the port accepts connections.
 * @throws {Error} with the command's output, when it exits before that
 */
export async function startProxy(
  commandOf: (place: Place) => readonly string[],
  configOf: (place: Place) => string = () => "",
): Promise<TestProxy> {
  const folder = await mkdtemp(join(tmpdir(), "streamgauge-proxy-"));
  const place = { port: freePort(), folder, configPath: join(folder, "proxy.conf") };
  await writeFile(place.configPath, configOf(place));
  const outputPath = join(folder, "output.txt");
  const child = Bun.spawn([...UNTIL_PARENT_ENDS, ...commandOf(place)], {
    stdio: ["ignore", "ignore", Bun.file(outputPath)],
    env: ENV,
  });
  const stop = async () => {
    child.kill("SIGKILL");
    await child.exited;
    await rm(folder, { recursive: true });
  };
  while (!(await takesConnections(place.port))) {
    if (child.exitCode === null) continue;
    const output = await readFile(outputPath, "utf8");
    await stop();
    throw new Error(`The proxy exited before it listened: ${output}`);
  }
  return { origin: `http://127.0.0.1:${place.port}`, stop };
}

/** A proxy cannot report which port it got, so it is given one that was free a moment ago. */
function freePort(): number {
  const listener = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  const { port } = listener;
  listener.stop(true);
  return port;
}

async function takesConnections(port: number): Promise<boolean> {
  try {
    const socket = await Bun.connect({ hostname: "127.0.0.1", port, socket: { data() {} } });
    socket.end();
    return true;
  } catch {
    return false;
  }
}
