import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Problem } from "#protocol";
import {
  adversarialTexts,
  asRead,
  openStream,
  post,
  publish,
  startHub,
  type TestHub,
} from "../test-hub.ts";

let hub: TestHub;

beforeAll(async () => {
  hub = await startHub();
});

afterAll(() => hub.stop());

/** Browsers send ids as UTF-8; `fetch` sends each character of a header as a byte. */
function asSentByBrowsers(id: string): string {
  return Buffer.from(id).toString("latin1");
}

async function firstBytes(origin: string, query: string): Promise<string> {
  const abort = new AbortController();
  const { body } = await fetch(`${origin}/events?${query}`, { signal: abort.signal });
  const { value } = (await body?.getReader().read()) ?? {};
  abort.abort();
  return new TextDecoder().decode(value);
}

describe("GET /events", () => {
  test("responds with headers and first bytes at once, before anything is published", async () => {
    const stream = await openStream(hub.origin, "topic=quiet");
    expect(stream.response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect(stream.response.headers.get("x-accel-buffering")).toBe("no");
    await stream.readMore();
    expect(stream.retries[0]).toBeWithin(1000, 3001);
    stream.close();
  });

  test("says before each live event when it passed the hub, if asked to", async () => {
    const beforeMs = Date.now();
    const resumed = await publish(hub.origin, "timed", "replayed");
    const [epoch] = resumed.split("-");
    const query = `topic=timed&moments=true&lastEventID=${epoch}-0`;
    const stream = await openStream(hub.origin, query);
    const plain = await openStream(hub.origin, "topic=timed");
    await plain.readMore();
    // Until it has caught up, events are replayed.
    let caughtUp = 1;
    while (stream.comments.length === 0) {
      await publish(hub.origin, "timed", "catching up");
      await stream.until(++caughtUp);
    }
    await plain.until(caughtUp - 1);
    for (const seen of [stream.events, stream.comments, plain.events]) seen.length = 0;
    const large = "x".repeat(20_000);
    for (const data of ["live", large, "", "last"]) await publish(hub.origin, "timed", data);
    const events = await stream.until(4);
    expect(events.map(({ data }) => data)).toEqual(["live", large, "", "last"]);
    const timed = stream.comments.map((comment) =>
      Object.fromEntries(comment.split(" ").map((moment) => moment.split("="))),
    );
    expect(timed).toHaveLength(4);
    for (const { accepted, durable, sent } of timed) {
      const inOrder = [beforeMs - 1_000, accepted, durable, sent, Date.now() + 1_000].map(Number);
      expect(inOrder).toEqual(inOrder.toSorted((a, b) => a - b));
    }
    expect((await plain.until(4)).map(({ data }) => data)).toEqual(["live", large, "", "last"]);
    expect(plain.comments).toEqual([]);
    for (const each of [stream, plain]) each.close();
    const refused = await fetch(`${hub.origin}/events?topic=a&moments=yes`);
    expect([refused.status, await refused.json()]).toMatchObject([
      400,
      { detail: "moments: expected true or false, not 'yes'" },
    ]);
  });

  test("streams events with their ids, and resumes after one with exactly the later ones", async () => {
    const stream = await openStream(hub.origin, "topic=orders&topic=users/7");
    await stream.readMore();
    const ids = [
      await publish(hub.origin, "orders", "1"),
      await publish(hub.origin, "users/7", "2"),
      await publish(hub.origin, "orders", "3"),
    ];
    await publish(hub.origin, "elsewhere", "x");
    expect(await stream.until(3)).toEqual([
      { id: ids[0], event: undefined, data: "1" },
      { id: ids[1], event: undefined, data: "2" },
      { id: ids[2], event: undefined, data: "3" },
    ]);
    stream.close();
    for (const [query, headers] of [
      ["topic=orders", { "last-event-id": ids[0] ?? "" }],
      [`topic=orders&lastEventID=${ids[0]}`, {}],
      [`topic=orders&last_event_id=${ids[0]}`, {}],
      [`topic=orders&lastEventId=${ids[0]}`, {}],
      [`topic=orders&last-event-id=${ids[0]}`, {}],
      [`topic=orders&Last-Event-ID=${ids[0]}`, {}],
      [`topic=orders&lastEventId=&lastEventID=${ids[0]}`, {}],
      ["topic=orders&lastEventID=made-up", { "last-event-id": ids[0] ?? "" }],
    ] as const) {
      const resumed = await openStream(hub.origin, query, headers);
      expect((await resumed.until(1)).map((event) => event.data)).toEqual(["3"]);
      resumed.close();
    }
  });

  test("answers a made-up id with a gap and then the events it has", async () => {
    await publish(hub.origin, "gapped", "1");
    const stream = await openStream(hub.origin, "topic=gapped", {
      "last-event-id": asSentByBrowsers("möde-up"),
    });
    const [gap, first] = await stream.until(2);
    expect(gap?.event).toBe("gap");
    expect(JSON.parse(gap?.data ?? "")).toMatchObject({ from: "möde-up", reason: "unknown-id" });
    expect(first?.data).toBe("1");
    stream.close();
  });

  test("does not mistake an overlong id for one with the same prefix", async () => {
    const id = "x".repeat(128);
    await post(hub.origin, { topic: "long", data: "1", id });
    const stream = await openStream(hub.origin, `topic=long&lastEventId=${id}y`);
    const [gap] = await stream.until(1);
    expect(JSON.parse(gap?.data ?? "")).toMatchObject({ from: id, reason: "unknown-id" });
    stream.close();
  });

  test("sends nothing that a client could take for an event or a proxy would hold back", async () => {
    const text = await firstBytes(hub.origin, "topic=quiet");
    expect(text).toMatch(/^retry:\d+\n$/);
    const { headers } = await fetch(`${hub.origin}/events?topic=quiet`, { method: "HEAD" });
    expect(headers.get("cache-control")).toBe("no-store, no-transform");
  });

  test("carries 1,000 adversarial texts in order, unchanged except for line ends", async () => {
    const stream = await openStream(hub.origin, "topic=odd");
    await stream.readMore();
    const texts = adversarialTexts(1_000);
    for (const data of texts) await publish(hub.origin, "odd", data);
    const events = await stream.until(texts.length);
    expect(events.map((event) => event.data)).toEqual(texts.map(asRead));
    stream.close();
  });

  test.each([
    ["", "at least one"],
    ["topic=", "must not be empty"],
    ["topic=$secret", "the hub has no topic"],
    [`${"topic=a&".repeat(101)}`, "at most 100"],
    ["topic=a&stream=short", "8 to 64"],
    ["topic=%FF", "not UTF-8"],
    ["topic=%E2%82", "not UTF-8"],
    ["topic=a&lastEventID=%C3%28", "not UTF-8"],
  ])("refuses ?%s", async (query, detail) => {
    const response = await fetch(`${hub.origin}/events?${query}`);
    const problem = (await response.json()) as Problem;
    expect([response.status, problem.status]).toEqual([400, 400]);
    expect(problem.detail).toContain(detail);
  });

  test("ends a stream by its name, and answers 404 once it is closed", async () => {
    const stream = await openStream(hub.origin, "topic=a&stream=my-stream-1");
    const cut = () => fetch(`${hub.origin}/events/my-stream-1`, { method: "DELETE" });
    expect((await cut()).status).toBe(204);
    await stream.untilEnd();
    expect((await cut()).status).toBe(404);
  });
});
