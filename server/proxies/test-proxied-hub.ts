/** Support for tests: a hub behind a proxy, and the tests that every proxy must pass. */

import { afterAll, beforeAll, expect, test } from "bun:test";
import { createParser } from "eventsource-parser";
import type { StatsSnapshot } from "#protocol";
import { openStream, publish, startHub, type TestHub } from "../test-hub.ts";
import type { TestProxy } from "./test-proxy.ts";

export type StartProxy = (hubOrigin: string) => Promise<TestProxy>;

export interface ProxiedHub {
  readonly hub: TestHub;
  readonly proxy: TestProxy;
  readonly stop: () => Promise<void>;
}

/** Starts a hub with these flags and a proxy in front of it; if the proxy does not start, the hub is stopped too. */
export async function startProxied(
  startProxy: StartProxy,
  ...flags: readonly string[]
): Promise<ProxiedHub> {
  const hub = await startHub(...flags);
  try {
    const proxy = await startProxy(hub.origin);
    const stop = async () => {
      await Promise.all([proxy.stop(), hub.stop()]);
    };
    return { hub, proxy, stop };
  } catch (error) {
    await hub.stop();
    throw error;
  }
}

/** Registers the tests that are the same for every proxy; the returned function gives their hub and proxy. */
export function testThroughProxy(startProxy: StartProxy): () => ProxiedHub {
  let proxied: ProxiedHub;
  beforeAll(async () => {
    proxied = await startProxied(startProxy, "--heartbeat", "0.1");
  });
  afterAll(() => proxied.stop());

  test("an event arrives while its stream stays open, and so does the next", async () => {
    const { hub, proxy } = proxied;
    const stream = await openStream(proxy.origin, "topic=live");
    await publish(hub.origin, "live", "one");
    expect((await stream.until(1)).map(({ data }) => data)).toEqual(["one"]);
    await publish(hub.origin, "live", "two");
    expect((await stream.until(2)).map(({ data }) => data)).toEqual(["one", "two"]);
    stream.close();
  });

  test("a stream without events gets the reconnection time and then heartbeats", async () => {
    const { body } = await fetch(`${proxied.proxy.origin}/events?topic=quiet`);
    const received: string[] = [];
    const parser = createParser({
      onRetry: () => received.push("retry"),
      onComment: () => received.push("heartbeat"),
    });
    for await (const text of body?.pipeThrough(new TextDecoderStream()) ?? []) {
      parser.feed(text);
      if (received.length >= 3) break;
    }
    expect(received.slice(0, 3)).toEqual(["retry", "heartbeat", "heartbeat"]);
  });

  test("Last-Event-ID resumes a stream after that event", async () => {
    const { hub, proxy } = proxied;
    const first = await publish(hub.origin, "resumed", "one");
    const second = await publish(hub.origin, "resumed", "two");
    const third = await publish(hub.origin, "resumed", "three");
    const stream = await openStream(proxy.origin, "topic=resumed", { "last-event-id": first });
    expect((await stream.until(2)).map(({ id, data }) => [id, data])).toEqual([
      [second, "two"],
      [third, "three"],
    ]);
    stream.close();
  });

  test("a publish is answered with the id that readers get", async () => {
    const { hub, proxy } = proxied;
    const data = "🌊".repeat(25_000);
    const stream = await openStream(hub.origin, "topic=published");
    const id = await publish(proxy.origin, "published", data);
    expect(await stream.until(1)).toEqual([expect.objectContaining({ id, data })]);
    stream.close();
  });

  test("a reader that leaves the proxy leaves the hub", async () => {
    const { hub, proxy } = proxied;
    await untilConnections(hub, 0);
    const stream = await openStream(proxy.origin, "topic=left");
    expect(await connectionsOf(hub)).toBe(1);
    stream.close();
    await untilConnections(hub, 0);
  });

  return () => proxied;
}

/** Waits until the hub has this many open streams. */
export async function untilConnections(hub: TestHub, connections: number): Promise<void> {
  while ((await connectionsOf(hub)) !== connections) continue;
}

async function connectionsOf({ origin }: TestHub): Promise<number> {
  // The hub's own response; `routes/stats.test.ts` checks its shape.
  return ((await (await fetch(`${origin}/stats`)).json()) as StatsSnapshot).connections;
}
