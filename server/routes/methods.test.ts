import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { StatsSnapshot } from "#protocol";
import { startHub, type TestHub } from "../test-hub.ts";
import { connectMultiplexed, TLS_FLAGS } from "../test-multiplexed.ts";
import { ask } from "../test-raw.ts";
import { AllowedMethods } from "./methods.ts";

const METHODS = [
  ..."GET HEAD POST PUT PATCH DELETE OPTIONS TRACE CONNECT".split(" "),
  ..."PROPFIND REPORT PURGE QUERY".split(" "),
];

/** The methods of each path. */
const ALLOWED = new Map([
  ["/events?topic=a", "GET, HEAD, OPTIONS, POST"],
  ["/events/a-stream-name", "DELETE, OPTIONS"],
  ["/ws?topic=a", "GET, HEAD, OPTIONS"],
  ["/stats", "GET, HEAD, OPTIONS"],
  ["/metrics", "GET, HEAD, OPTIONS"],
  ["/health/live", "GET, HEAD, OPTIONS"],
  ["/health/ready", "GET, HEAD, OPTIONS"],
  ["/", "GET, HEAD, OPTIONS"],
  ["/index.html", "GET, HEAD, OPTIONS"],
  ["/assets/none.js", "GET, HEAD, OPTIONS"],
]);

let hub: TestHub;

beforeAll(async () => {
  hub = await startHub();
});

afterAll(() => hub.stop());

async function connections(): Promise<number> {
  // The hub's own response; `stats.test.ts` checks its shape.
  const stats = (await (await fetch(`${hub.origin}/stats`)).json()) as StatsSnapshot;
  return stats.connections;
}

describe.each([...ALLOWED])("%s takes %s", (path, allow) => {
  test.each(METHODS)("and %s is served, or refused with that list", async (method) => {
    const answer = await ask(hub.origin, `${method} ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    const isAllowed = allow.split(", ").includes(method);
    expect(answer.status === 405).toBe(!isAllowed);
    expect(answer.headers.get("allow")).toBe(isAllowed && method !== "OPTIONS" ? null : allow);
    if (method === "OPTIONS") expect(answer.status).toBe(204);
    if (method === "HEAD") expect(answer.text).toBe("");
    expect(answer.status).not.toBe(500);
  });
});

test("an unknown path is 404 for every method", async () => {
  for (const method of METHODS) {
    const answer = await ask(hub.origin, `${method} /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    expect([method, answer.status]).toEqual([method, 404]);
  }
});

describe("HEAD /events", () => {
  test.each(["1.0", "1.1"])(
    "over HTTP/%s has the headers of a stream, no body and no subscriber",
    async (version) => {
      for (let count = 0; count < 20; count++) {
        const request = `HEAD /events?topic=a HTTP/${version}\r\nHost: localhost\r\n\r\n`;
        const { status, headers, text } = await ask(hub.origin, request);
        expect([status, text]).toEqual([200, ""]);
        expect(headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
        expect(headers.get("content-length")).toBeNull();
      }
      expect(await connections()).toBe(0);
    },
  );

  test("over HTTP/2 has no subscriber either", async () => {
    const secure = await startHub(...TLS_FLAGS);
    const client = connectMultiplexed(secure.origin);
    const head = { ":method": "HEAD" };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => client.request("/events?topic=a", head)),
    );
    expect(answers).toEqual(answers.map(() => ({ status: 200, text: "" })));
    expect((await client.stats()).connections).toBe(0);
    client.close();
    await secure.stop();
  });

  test("is refused like GET", async () => {
    const { status } = await ask(hub.origin, "HEAD /events HTTP/1.1\r\nHost: localhost\r\n\r\n");
    expect(status).toBe(400);
  });
});

test("AllowedMethods.at() understands a route's parameters and wildcards, and takes the rest literally", () => {
  const allowed = new AllowedMethods([
    { method: "GET", path: "/a.b" },
    { method: "POST", path: "/a/:name" },
    { method: "GET", path: "/all/*" },
  ]);
  expect(["/a.b", "/axb", "/a/x", "/a/x/y", "/a/", "/all/x/y"].map((p) => allowed.at(p))).toEqual([
    "GET, HEAD, OPTIONS",
    undefined,
    "OPTIONS, POST",
    undefined,
    undefined,
    "GET, HEAD, OPTIONS",
  ]);
});
