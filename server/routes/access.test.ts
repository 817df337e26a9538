import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { startHub, type TestHub } from "../test-hub.ts";
import { ask } from "../test-raw.ts";

let hub: TestHub;

beforeAll(async () => {
  hub = await startHub();
});

afterAll(() => hub.stop());

describe("access", () => {
  test.each([
    ["another Host", { host: "evil.example" }, 421],
    ["a page of another site", { origin: "https://evil.example" }, 403],
    ["a loopback name", { host: "localhost:1234" }, 200],
  ])("%s gets %j answered %d", async (_who, headers, status) => {
    const response = await fetch(`${hub.origin}/stats`, { headers });
    expect(response.status).toBe(status);
  });

  test.each([
    ["no Host, as HTTP/1.0 allows", "GET /stats HTTP/1.0", "", 400, "no Host header"],
    ["an empty Host", "GET /stats HTTP/1.1", "Host: \r\n", 400, "Host is ''"],
    ["an invalid Host", "GET /stats HTTP/1.1", "Host: a b\r\n", 400, "Host is 'a b'"],
    ["half an address", "GET /stats HTTP/1.1", "Host: [::1\r\n", 400, "Host is '[::1'"],
    ["no port after the colon", "GET /stats HTTP/1.1", "Host: a:b\r\n", 400, "Host is 'a:b'"],
    [
      "two Hosts",
      "GET /stats HTTP/1.1",
      "Host: localhost\r\nHost: evil.example\r\n",
      400,
      "expected one name",
    ],
    ["another Host", "GET /stats HTTP/1.1", "Host: evil.example\r\n", 421, "does not answer to"],
  ])("%s is refused without an internal error", async (_what, line, host, status, detail) => {
    for (const flags of [[], ["--allow-host", "*"]]) {
      const asked = flags.length === 0 ? hub : await startHub(...flags);
      const answer = await ask(asked.origin, `${line}\r\n${host}\r\n`);
      const isAny = status === 421 && flags.length > 0;
      expect(answer.status).toBe(isAny ? 200 : status);
      if (!isAny) expect(answer.text).toContain(detail);
      if (asked !== hub) await asked.stop();
    }
  });

  test.each([
    "GET /health/live HTTP/1.0\r\n\r\n",
    "GET /health/ready HTTP/1.0\r\n\r\n",
    "GET /health/ready HTTP/1.1\r\nHost: 10.1.2.3:8080\r\n\r\n",
    "HEAD /health/live HTTP/1.0\r\n\r\n",
    "OPTIONS / HTTP/1.0\r\n\r\n",
    "OPTIONS / HTTP/1.1\r\nHost: pod-7\r\n\r\n",
  ])("a probe is answered with any Host or none: %j", async (request) => {
    expect((await ask(hub.origin, request)).status).toBe(request.startsWith("OPTIONS") ? 204 : 200);
  });

  test("a Host of one letter reaches the routes", async () => {
    const short = await startHub("--allow-host", "a");
    expect((await ask(short.origin, "GET /stats HTTP/1.1\r\nHost: a\r\n\r\n")).status).toBe(200);
    await short.stop();
  });

  test("a URL that is too long is refused with the limit", async () => {
    const topics = Array.from({ length: 100 }, (_, n) => `topic=${String(n).padEnd(500, "x")}`);
    const { status, text } = await ask(
      hub.origin,
      `GET /events?${topics.join("&")} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
    );
    expect([status, text]).toEqual([431, expect.stringContaining("at most 16384")]);
  });
});

describe("pages of other sites", () => {
  const page = "https://app.example";

  async function answers(allowed: string, headers: Record<string, string>) {
    const friendly = await startHub("--allow-origin", allowed);
    const asked = { headers };
    const all = [
      await fetch(`${friendly.origin}/stats`, asked),
      await fetch(`${friendly.origin}/events`, { ...asked, method: "OPTIONS" }),
      await fetch(`${friendly.origin}/nowhere`, asked),
      await fetch(`${friendly.origin}/events?topic=a`, asked),
    ];
    await friendly.stop();
    return all.map(({ status, headers: got }) => [
      status,
      got.get("access-control-allow-origin"),
      got.get("access-control-allow-credentials"),
      got.get("vary"),
    ]);
  }

  test("an allowed one reads every response, including errors, with its cookies", async () => {
    expect(await answers(`${page},https://other.example`, { origin: page })).toEqual([
      [200, page, "true", "origin"],
      [204, page, "true", "origin"],
      [404, page, "true", "origin"],
      [200, page, "true", "origin"],
    ]);
  });

  test("with '*' any one does, but without cookies", async () => {
    expect(await answers("*", { origin: page })).toEqual([
      [200, "*", null, null],
      [204, "*", null, null],
      [404, "*", null, null],
      [200, "*", null, null],
    ]);
  });

  test("one that is listed in addition to '*' keeps its cookies", async () => {
    const [first] = await answers(`*,${page}`, { origin: page });
    expect(first).toEqual([200, page, "true", "origin"]);
  });

  test("a preflight allows the headers that clients send", async () => {
    const friendly = await startHub("--allow-origin", page);
    const { headers } = await fetch(`${friendly.origin}/events`, {
      method: "OPTIONS",
      headers: { origin: page, "access-control-request-method": "GET" },
    });
    const allowed = headers.get("access-control-allow-headers")?.split(", ");
    expect(allowed).toContain("last-event-id");
    expect(allowed).toContain("cache-control");
    expect(headers.get("access-control-allow-methods")).toContain("DELETE");
    await friendly.stop();
  });

  test.each([
    [
      "makes a request without reading the response",
      { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" },
      403,
    ],
    [
      "is on another port of this machine",
      { "sec-fetch-site": "same-site", "sec-fetch-mode": "no-cors" },
      403,
    ],
    ["links here", { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" }, 200],
    ["is the hub's own", { "sec-fetch-site": "same-origin", "sec-fetch-mode": "cors" }, 200],
    ["is an address typed into the browser", { "sec-fetch-site": "none" }, 200],
  ])("one that %s, with %j, gets %d", async (_what, headers, status) => {
    expect((await fetch(`${hub.origin}/stats`, { headers })).status).toBe(status);
  });
});
