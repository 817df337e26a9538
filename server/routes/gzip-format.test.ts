import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { get } from "node:http";
import type { IncomingMessage } from "node:http";
import { createGunzip } from "node:zlib";
import { createParser, type EventSourceMessage } from "eventsource-parser";
import { adversarialTexts, asRead, publish, startHub, type TestHub } from "../test-hub.ts";
import { acceptsGzip } from "./gzip-format.ts";

describe("acceptsGzip()", () => {
  test.each([
    [null, false, "the header is missing"],
    ["gzip, deflate, br", true, "browsers send this"],
    ["br;q=1.0, gzip;q=0.8, *;q=0.1", true, "it is listed with a weight"],
    ["gzip;q=0", false, "a weight of 0 refuses it"],
    ["identity", false, "only another is listed"],
    ["*", true, "anything goes"],
    ["*;q=0", false, "everything else is refused"],
    ["*, gzip;q=0", false, "* does not cover what is listed"],
    ["gzip;q=0, *", false, "in any order"],
    ["*;q=0, gzip", true, "it is listed, and * does not cover it"],
    ["GZIP; Q=0.5", true, "case and spaces do not matter"],
    ["gzip;q=0.000", false, "a weight of 0 in three digits"],
    ["x-gzip", true, "its old name"],
    ["gzipped", false, "another with the same prefix"],
    ["", false, "only identity is accepted"],
  ])("of %p is %p: %s", (header, accepts) => {
    expect(acceptsGzip(header)).toBe(accepts);
  });
});

describe("a hub with --compress", () => {
  let hub: TestHub;
  beforeAll(async () => {
    hub = await startHub("--compress");
  });
  afterAll(async () => {
    await hub.stop();
  });

  /** Opens a stream with Node's client, which does not decode it. */
  async function open(query: string, headers: Record<string, string> = {}) {
    const request = get(`${hub.origin}/events?${query}`, { headers });
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      request.on("response", resolve).on("error", reject);
    });
    return { response, close: () => request.destroy() };
  }

  /** Reads events with third-party gzip and a third-party parser. */
  function readGzip(response: IncomingMessage) {
    const events: EventSourceMessage[] = [];
    const waiting: (() => void)[] = [];
    const parser = createParser({ onEvent: (event) => events.push(event) });
    const text = response.pipe(createGunzip()).setEncoding("utf8");
    text.on("data", (part: string) => {
      parser.feed(part);
      for (const look of waiting.splice(0)) look();
    });
    return async (count: number) => {
      while (events.length < count) await new Promise<void>((look) => waiting.push(look));
      return events.map(({ data }) => data);
    };
  }

  test("sends each event at once, in gzip, to live and to resuming readers", async () => {
    const live = await open("topic=a", { "accept-encoding": "gzip" });
    expect(live.response.headers).toMatchObject({
      "content-encoding": "gzip",
      "content-type": "text/event-stream; charset=utf-8",
      vary: "accept-encoding",
    });
    const untilLive = readGzip(live.response);
    const texts = adversarialTexts(100);
    const first = await publish(hub.origin, "a", "first");
    // It arrives before anything else is published, so nothing is buffered.
    expect(await untilLive(1)).toEqual(["first"]);
    for (const text of texts) await publish(hub.origin, "a", text);
    expect(await untilLive(101)).toEqual(["first", ...texts.map(asRead)]);

    const resuming = await open("topic=a", { "accept-encoding": "gzip", "last-event-id": first });
    expect(await readGzip(resuming.response)(100)).toEqual(texts.map(asRead));
    live.close();
    resuming.close();
  });

  test("sends plain bytes to a reader that does not accept gzip", async () => {
    const { response, close } = await open("topic=a");
    expect(response.headers["content-encoding"]).toBeUndefined();
    expect(response.headers.vary).toBe("accept-encoding");
    close();
  });
});

test("a hub without --compress compresses nothing", async () => {
  const hub = await startHub();
  const response = await fetch(`${hub.origin}/events?topic=a`, {
    headers: { "accept-encoding": "gzip" },
  });
  expect(response.headers.get("content-encoding")).toBeNull();
  await response.body?.cancel();
  await hub.stop();
});
