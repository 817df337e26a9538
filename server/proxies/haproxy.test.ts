/** HAProxy in HTTP mode: its probes report the hub's real state, and streams pass through it. */

import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { openStream, publish } from "../test-hub.ts";
import { type Finding, findingUntil, type Probe, startHaproxy } from "./test-haproxy.ts";
import { type ProxiedHub, startProxied, testThroughProxy } from "./test-proxied-hub.ts";

describe("behind HAProxy", () => {
  const proxied = testThroughProxy(startHaproxy);

  test("a stream is not compressed although other responses are", async () => {
    const { hub, proxy } = proxied();
    const headers = { "accept-encoding": "gzip" };
    const metrics = await fetch(`${proxy.origin}/metrics`, { headers });
    expect(metrics.headers.get("content-encoding")).toBe("gzip");
    const stream = await openStream(proxy.origin, "topic=plain", headers);
    expect(stream.response.headers.get("content-encoding")).toBeNull();
    await publish(hub.origin, "plain", "alone");
    expect((await stream.until(1)).map(({ data }) => data)).toEqual(["alone"]);
    stream.close();
  });
});

describe("HAProxy's probe", () => {
  let proxied: ProxiedHub;
  beforeEach(async () => {
    proxied = await startProxied(startHaproxy, "--drain", "60");
  });
  afterEach(() => proxied.stop());

  /** After the first probe, and not in transition. */
  const isSettled = ({ status, check }: Finding) =>
    check !== "INI" && ["UP", "DOWN"].includes(status);
  const isDown = ({ status }: Finding) => status === "DOWN";

  test.each<[config: string, probe: Probe, code: string]>([
    ["option httpchk", "plain", "204"],
    ["option httpchk GET /health/ready", "ready", "200"],
  ])("'%s' reports a hub as up, and as down once it has stopped", async (_config, probe, code) => {
    const { hub, proxy } = proxied;
    const whileItRuns = await findingUntil(proxy, probe, isSettled);
    expect(whileItRuns).toEqual({ status: "UP", check: "L7OK", code });
    await hub.stop();
    const afterwards = await findingUntil(proxy, probe, isDown);
    expect(afterwards).toEqual({ status: "DOWN", check: "L4CON", code: "" });
  });

  test("of /health/ready reports a draining hub as down, and the plain one as up", async () => {
    const { hub, proxy } = proxied;
    // The drain lasts as long as there are streams; one ends every 20 ms.
    const streams = await Promise.all(
      Array.from({ length: 200 }, () => openStream(hub.origin, "topic=a")),
    );
    hub.child.kill("SIGTERM");
    const ready = await findingUntil(proxy, "ready", isDown);
    expect(ready).toEqual({ status: "DOWN", check: "L7STS", code: "503" });
    const plain = await findingUntil(proxy, "plain", isSettled);
    expect(plain).toEqual({ status: "UP", check: "L7OK", code: "204" });
    for (const stream of streams) stream.close();
  });
});
