/** What is different for each client reaches the server: here one that answers every path with its stream. */

import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readCommand } from "../cli/command.ts";
import { runScenarios } from "../run.ts";

const folder = mkdtempSync(join(tmpdir(), "streamgauge-clients-"));
const asked: (readonly [authorization: string | null, topics: string])[] = [];
const streams = new Set<readonly [topics: readonly string[], ReadableStreamDefaultController]>();
let events = 0;

const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  idleTimeout: 0,
  async fetch(request) {
    const { pathname, searchParams } = new URL(request.url);
    const topics = searchParams.getAll("topic");
    if (request.method === "POST") {
      const { topic, data } = await request.json();
      events += 1;
      for (const [own, stream] of streams) {
        if (own.includes(topic)) stream.enqueue(`id:${events}\ndata:${data}\n\n`);
      }
      return Response.json({ id: String(events) });
    }
    if (pathname === "/events")
      asked.push([request.headers.get("authorization"), topics.join(" ")]);
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(":\n");
        streams.add([topics, controller]);
      },
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  },
});
afterAll(async () => {
  await server.stop(true);
  rmSync(folder, { recursive: true, force: true });
});

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

test("--tokens and --topics give each client its own, and the load goes to all their topics", async () => {
  const tokens = write("tokens", "one\ntwo\n\n");
  const topics = write("topics", "a\nb  shared\n");
  const url = `http://127.0.0.1:${server.port}/events`;
  const flags = [
    "--url",
    url,
    "--tokens",
    tokens,
    "--topics",
    topics,
    "-c",
    "4",
    "-r",
    "30",
    "-d",
    "1",
    "--warmup",
    "0",
  ];
  const command = readCommand(["fan-out", ...flags]);
  if (command.kind !== "run") throw new Error(JSON.stringify(command));
  const silent = () => ({ show() {}, done() {} });
  const [result] = await runScenarios(command, new AbortController().signal, silent);
  const ofClients = asked.filter(([, own]) => own !== "bench/check").toSorted();
  expect(ofClients).toEqual([
    ["Bearer one", "a"],
    ["Bearer one", "a"],
    ["Bearer two", "b shared"],
    ["Bearer two", "b shared"],
  ]);
  // Ten events on each of three topics, each with two clients.
  expect(result?.metrics.delivered_ratio).toMatchObject({ value: 1, samples: 30 * 2 });
  expect(events).toBe(30);
}, 30_000);
