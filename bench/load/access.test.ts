/** A server that requires a header on every request: each request of each scenario carries it. */

import { afterAll, beforeAll, expect, test } from "bun:test";
import { OPEN_ACCESS } from "./access.ts";
import { runningTarget, startOwnHub, type Target } from "../servers/target.ts";
import { runBench } from "../test-bench.ts";

const TOKEN = "Bearer let-me-in";
const refused: string[] = [];
let hub: Target;
let gate: Bun.Server<undefined>;

beforeAll(async () => {
  hub = await startOwnHub(300);
  gate = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    idleTimeout: 0,
    fetch(request) {
      const { pathname, search } = new URL(request.url);
      if (request.headers.get("authorization") !== TOKEN) {
        refused.push(`${request.method} ${pathname}`);
        return new Response("no", { status: 401 });
      }
      const { method, body, signal } = request;
      const headers = new Headers(request.headers);
      headers.delete("host");
      return fetch(new URL(pathname + search, hub.eventsUrl), { method, headers, body, signal });
    },
  });
});

afterAll(async () => {
  await gate.stop(true);
  await hub.stop();
});

const SMALL = ["-c", "10", "-r", "20", "-d", "500ms", "--warmup", "0"];

test.concurrent.each(["connect", "fan-out", "reconnect", "publish"])(
  "%s sends --header with each request",
  async (scenario) => {
    const url = `http://127.0.0.1:${gate.port}`;
    const small = scenario === "connect" ? SMALL.slice(0, 4) : SMALL;
    const load = scenario === "publish" ? ["-c", "10", "-d", "500ms"] : small;
    const words = [scenario, ...load, "--url", url, "--header", `Authorization: ${TOKEN}`];
    const { stdout, stderr } = await runBench(words);
    expect(refused).toEqual([]);
    expect(stderr).not.toContain("Cannot reach");
    expect(stdout).not.toMatch(/(answered|status) 401/);
    expect(stdout).toContain(scenario === "connect" ? "connections opened" : "0 lost");
  },
  60_000,
);

test("without the header the first request is refused, and the bench says so", async () => {
  const { stderr, code } = await runBench(["fan-out", "--url", `http://127.0.0.1:${gate.port}`]);
  expect([code, stderr]).toEqual([2, expect.stringContaining("it answered 401")]);
});

test("the request that opens a WebSocket carries --header too", async () => {
  const upgrades: (string | null)[] = [];
  await using server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch({ headers }) {
      if (!headers.has("upgrade")) {
        return new Response("", { headers: { "content-type": "text/event-stream" } });
      }
      upgrades.push(headers.get("authorization"));
      return new Response("no", { status: 403 });
    },
  });
  const url = `http://127.0.0.1:${server.port}`;
  const words = ["connect", "-c", "3", "-r", "100", "--transport", "ws", "--url", url];
  await runBench([...words, "--header", `Authorization: ${TOKEN}`]);
  expect(upgrades.slice(0, 3)).toEqual([TOKEN, TOKEN, TOKEN]);
});

test("a server that accepts connections but never answers is reported as such", async () => {
  using silent = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  const url = new URL(`http://127.0.0.1:${silent.port}/events`);
  await expect(runningTarget(url, OPEN_ACCESS, 100)).rejects.toThrow("no answer within 0.1 s");
});
