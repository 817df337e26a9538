/** nginx buffers responses by default: a header from the hub turns that off for streams, with and without gzip. */

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { openStream, publish } from "../test-hub.ts";
import { startNginx } from "./test-nginx.ts";
import {
  type ProxiedHub,
  startProxied,
  testThroughProxy,
  untilConnections,
} from "./test-proxied-hub.ts";

describe.each([
  ["1.1", "the usual setting"],
  ["1.0", "the default"],
])("behind nginx with proxy_http_version %s, %s,", (version) => {
  const proxied = testThroughProxy((hubOrigin) =>
    startNginx(hubOrigin, `proxy_http_version ${version};`),
  );

  test.each(["gzip", "identity"])(
    "no event is delayed for a reader that accepts %s",
    async (encoding) => {
      const { hub, proxy } = proxied();
      const headers = { "accept-encoding": encoding };
      const stream = await openStream(proxy.origin, `topic=${encoding}`, headers);
      expect(stream.response.headers.get("content-encoding") ?? "identity").toBe(encoding);
      await publish(hub.origin, encoding, "alone");
      expect((await stream.until(1)).map(({ data }) => data)).toEqual(["alone"]);
      stream.close();
    },
  );
});

describe("with --max-per-address 2 behind nginx as the trusted proxy,", () => {
  let proxied: ProxiedHub;
  beforeAll(async () => {
    // Every test connects from 127.0.0.1, and tells nginx in a custom header which client it plays.
    const startProxy = (hubOrigin: string) =>
      startNginx(
        hubOrigin,
        "set_real_ip_from 127.0.0.1;",
        "real_ip_header X-Test-Client;",
        "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;",
      );
    proxied = await startProxied(
      startProxy,
      "--trust-proxy",
      "127.0.0.1",
      "--max-per-address",
      "2",
    );
  });
  afterAll(() => proxied.stop());

  const open = (client: string, headers: Record<string, string> = {}) =>
    openStream(proxied.proxy.origin, "topic=a", { "x-test-client": client, ...headers });

  test("readers of different addresses are counted separately, and a reader that leaves makes room", async () => {
    const { hub } = proxied;
    const [first, ...others] = [
      await open("192.0.2.1"),
      await open("192.0.2.1"),
      await open("192.0.2.2"),
      await open("2001:db8::1"),
    ];
    expect([first, ...others].map(({ response }) => response.status)).toEqual([200, 200, 200, 200]);
    expect((await open("192.0.2.1")).response.status).toBe(429);
    first.close();
    await untilConnections(hub, 3);
    const successor = await open("192.0.2.1");
    expect(successor.response.status).toBe(200);
    for (const stream of [successor, ...others]) stream.close();
    await untilConnections(hub, 0);
  });

  test("a reader that forges X-Forwarded-For is counted under its real address", async () => {
    const claiming = (address: string) => open("192.0.2.3", { "x-forwarded-for": address });
    const streams = [await claiming("198.51.100.1"), await claiming("198.51.100.2")];
    expect((await claiming("198.51.100.3")).response.status).toBe(429);
    for (const stream of streams) stream.close();
    await untilConnections(proxied.hub, 0);
  });

  test("an EventSource that is refused is told when to come back", async () => {
    const streams = [await open("192.0.2.4"), await open("192.0.2.4")];
    const refused = await open("192.0.2.4", { accept: "text/event-stream" });
    await refused.untilEnd();
    expect(refused.response.status).toBe(200);
    expect(refused.retries).toEqual([expect.any(Number)]);
    for (const stream of streams) stream.close();
    await untilConnections(proxied.hub, 0);
  });
});
