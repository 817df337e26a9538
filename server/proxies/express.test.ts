/** Express with its usual compression, on Node if installed: it compresses everything not marked `no-transform`. */

import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { openStream } from "../test-hub.ts";
import { testThroughProxy } from "./test-proxied-hub.ts";
import { startProxy } from "./test-proxy.ts";

const PROXY = join(import.meta.dir, "express-proxy.mjs");
const RUNTIME = Bun.which("node") ?? process.execPath;

describe("behind Express with compression and http-proxy", () => {
  const proxied = testThroughProxy((hubOrigin) =>
    startProxy(({ port }) => [RUNTIME, PROXY, String(port), hubOrigin]),
  );

  test("a stream is not compressed although other responses are", async () => {
    const { origin } = proxied().proxy;
    const headers = { "accept-encoding": "gzip" };
    const metrics = await fetch(`${origin}/metrics`, { headers });
    expect(metrics.headers.get("content-encoding")).toBe("gzip");
    const stream = await openStream(origin, "topic=plain", headers);
    expect(stream.response.headers.get("content-encoding")).toBeNull();
    stream.close();
  });
});
