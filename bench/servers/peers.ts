/** The servers that can be compared with this hub under the same load, in the order of the table. */

import { join } from "node:path";
import { nchan } from "./nchan.ts";
import { startRoundHub } from "./own-hub.ts";
import { bunCommand, startServer } from "./process.ts";
import { overWebSocket, type Peer, type RunningServer, type Unavailable } from "./server.ts";

const PROGRAMS = join(import.meta.dir, "programs");
const NODE_IS_MISSING = "not installed: apt-get install nodejs (18 or newer)";

/** This hub, started the way its users start it. All ratios are relative to it. */
export const hub: Peer = {
  name: "hub",
  about: "this hub",
  start: (connections, threads) => startRoundHub(connections, { threads }),
};

export const peers: readonly Peer[] = [
  hub,
  {
    name: "hub-ws",
    about: "this hub's WebSocket",
    transport: "ws",
    start: async (connections, threads) =>
      overWebSocket(await startRoundHub(connections, { threads })),
  },
  {
    name: "bun-ws",
    about: "Bun's own WebSocket publish",
    transport: "ws",
    start: () => startOnBun("bun-web-socket.ts"),
  },
  { name: "node", about: "Node's http, used directly", start: () => startOnNode("node.ts") },
  { name: "better-sse", about: "better-sse on Node", start: () => startOnNode("better-sse.ts") },
  { name: "hono", about: "Hono streamSSE on Bun", start: () => startOnBun("hono.ts") },
  { name: "elysia", about: "Elysia generator route on Bun", start: () => startOnBun("elysia.ts") },
  nchan,
];

function startOnBun(file: string): Promise<RunningServer> {
  return startServer(file, bunCommand(join(PROGRAMS, file)));
}

/** Node runs only JavaScript. The bundle is passed on the command line, so that no file is left behind. */
async function startOnNode(file: string): Promise<RunningServer | Unavailable> {
  const node = findNode();
  if (node === undefined) return { kind: "unavailable", reason: NODE_IS_MISSING };
  const { outputs } = await Bun.build({
    entrypoints: [join(PROGRAMS, file)],
    target: "node",
    format: "esm",
  });
  const code = (await outputs[0]?.text()) ?? "";
  return startServer(file, [node, "--input-type=module", "--eval", code]);
}

/** If Node is not installed, `bun run` puts a `node` on the path that is really Bun. */
function findNode(): string | undefined {
  const node = Bun.which("node");
  if (node === null) return undefined;
  const answer = Bun.spawnSync([node, "--print", "process.versions.bun ?? 'node'"]);
  return answer.stdout.toString().trim() === "node" ? node : undefined;
}
