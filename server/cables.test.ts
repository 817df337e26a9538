/**
 * Readers behind a cut cable and behind a slow one. The cable is a pair of virtual interfaces between two network
 * namespaces.
 */

import { afterEach, expect, test } from "bun:test";
import { createParser } from "eventsource-parser";
import type { StatsSnapshot } from "#protocol";
import { listenTo, spawnBy } from "./test-hub.ts";

const ADDRESS = "10.77.0.1";
const ORIGIN = `http://${ADDRESS}:7000`;
const FLAGS = ["--host", ADDRESS, "--port", "7000", "--log", "memory", "--stall-timeout", "1"];
/** The hub runs in this process's namespace; the clients' namespace lasts as long as a process in it. */
const CABLE = `
  set -e
  ip link set lo up
  unshare -n sleep 60 & clients=$!
  while [ "$(readlink /proc/$clients/ns/net)" = "$(readlink /proc/self/ns/net)" ]; do :; done
  ip link add hub type veth peer name clients netns $clients
  ip address add ${ADDRESS}/24 dev hub
  ip link set hub up
  tc qdisc add dev hub root tbf rate "$RATE" burst 8k latency 500ms
  nsenter -t $clients -n sh -c 'ip address add 10.77.0.2/24 dev clients && ip link set clients up'
  echo "clients are in $clients"
  exec "$0" "$@"`;
/** An event stream and a WebSocket; each prints a line when it opens. */
const READERS = `
  const answer = await fetch("${ORIGIN}/events?topic=quiet");
  await answer.body.getReader().read();
  const socket = new WebSocket("${ORIGIN.replace("http", "ws")}/ws?topic=quiet");
  socket.onmessage = () => console.log("both are open");
  setInterval(() => {}, 1000);`;
const STREAM = `
  const answer = await fetch("${ORIGIN}/events?topic=large");
  for await (const chunk of answer.body) process.stdout.write(chunk);
  console.error("The stream ended");`;
/** It takes five seconds over the slow link, and a single socket buffer takes nearly two. */
const LARGE_BYTES = 200_000;
const PUBLISH = `
  const body = new URLSearchParams({ topic: "large", data: "x".repeat(${LARGE_BYTES}) });
  await fetch("${ORIGIN}/events", { method: "POST", body });`;
const UNTIL_THEY_ARE_GONE = `
  for (;;) {
    const stats = await (await fetch("${ORIGIN}/stats")).json();
    if (stats.connections === 0) { console.log(JSON.stringify(stats)); process.exit(0); }
  }`;

const started: Bun.Subprocess[] = [];
let namespacePid: number | undefined;

afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
  if (namespacePid !== undefined) process.kill(namespacePid, "SIGKILL");
});

/** Starts a hub at one end of a cable; returns the process whose namespace is at the other end. */
async function startBehindCable(rate: string, ...flags: string[]) {
  const shell = ["env", `RATE=${rate}`, "unshare", "-rn", "sh", "-c", CABLE, process.execPath];
  const hub = spawnBy(shell, ...FLAGS, ...flags);
  started.push(hub);
  const said = listenTo(hub);
  const clients = Number((await said(/clients are in (\d+)/))[1]);
  namespacePid = clients;
  await said(/listening on/);
  return { hub, clients };
}

/** Starts a command in the namespace of process `pid`. */
function inNamespaceOf(pid: number, ...command: string[]) {
  const enter = ["nsenter", "-t", String(pid), "-U", "-n", "--preserve-credentials"];
  const child = Bun.spawn([...enter, ...command], { stdout: "pipe", stderr: "inherit" });
  started.push(child);
  return child;
}

test("readers behind a cut cable are dropped although nothing was queued for them, and no stream is left open", async () => {
  const { hub, clients } = await startBehindCable("1gbit", "--heartbeat", "0.5");
  const readers = inNamespaceOf(clients, process.execPath, "-e", READERS);
  const reader = readers.stdout.getReader();
  expect(new TextDecoder().decode((await reader.read()).value)).toContain("both are open");

  expect(await inNamespaceOf(clients, "ip", "link", "set", "clients", "down").exited).toBe(0);
  const watch = inNamespaceOf(hub.pid, process.execPath, "-e", UNTIL_THEY_ARE_GONE);
  // The hub's own response; `routes/stats.test.ts` checks its shape.
  const { totals } = (await new Response(watch.stdout).json()) as StatsSnapshot;
  expect(totals.subscribed - totals.unsubscribed).toBe(0);
}, 30_000);

test("a large event gets through a slow link, although one chunk of it takes longer than the stall timeout", async () => {
  const { hub, clients } = await startBehindCable("300kbit");
  const reading = inNamespaceOf(clients, process.execPath, "-e", STREAM);
  const events: string[] = [];
  const parser = createParser({ onEvent: ({ data }) => events.push(data) });
  let publishing: Bun.Subprocess | undefined;
  for await (const chunk of reading.stdout) {
    parser.feed(new TextDecoder().decode(chunk));
    // The first bytes mean that the stream is open.
    publishing ??= inNamespaceOf(hub.pid, process.execPath, "-e", PUBLISH);
    if (events.length > 0) break;
  }
  expect(events[0]?.length).toBe(LARGE_BYTES);
}, 30_000);
