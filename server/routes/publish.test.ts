import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Problem } from "#protocol";
import { openStream, post, publish, startHub, type TestHub } from "../test-hub.ts";

let hub: TestHub;

beforeAll(async () => {
  hub = await startHub("--max-body", "100000");
});

afterAll(() => hub.stop());

describe("POST /events", () => {
  test("takes a form, with several topics", async () => {
    const stream = await openStream(hub.origin, "topic=b");
    await stream.readMore();
    const form = "topic=a&topic=b&data=x&type=greet&id=form-1&retry=2000";
    expect(
      await (await post(hub.origin, form, "application/x-www-form-urlencoded")).json(),
    ).toEqual({
      id: "form-1",
    });
    expect(await stream.until(1)).toEqual([{ id: "form-1", event: "greet", data: "x" }]);
    stream.close();
  });

  const json = "application/json";
  const form = "application/x-www-form-urlencoded";
  test.each([
    ["no topic", { data: "x" }, json, 400, "topic: expected one topic"],
    ["no data", { topic: "a" }, json, 400, "data: expected a string"],
    ["a topic of another kind", { topic: 1, data: "x" }, json, 400, "topic: expected"],
    ["no topics", { topic: [], data: "x" }, json, 400, "at least one topic"],
    [
      "an unknown field",
      { topic: "a", data: "x", private: true },
      json,
      400,
      "private: unexpected",
    ],
    ["a line end in the type", { topic: "a", data: "x", type: "a\nb" }, json, 400, "CR, LF or NUL"],
    ["NUL in the type", { topic: "a", data: "x", type: "a\0b" }, json, 400, "CR, LF or NUL"],
    ["a line end in the id", { topic: "a", data: "x", id: "a\nb" }, json, 400, "an id must be"],
    ["NUL in the id", { topic: "a", data: "x", id: "a\0b" }, json, 400, "an id must be"],
    ["broken JSON", '{"topic":', json, 400, "not JSON"],
    ["not an object", "null", json, 400, "expected an object with topic and data"],
    ["a hub's topic", { topic: "$stats", data: "x" }, json, 403, "belong to the hub"],
    [
      "a body over the limit",
      { topic: "a", data: "x".repeat(100_000) },
      json,
      413,
      "at most 100000 bytes",
    ],
    [
      "a retry that would make clients connect constantly",
      { topic: "a", data: "x", retry: 0 },
      json,
      400,
      "from 100",
    ],
    ["a retry below the limit", "topic=a&data=x&retry=99", form, 400, "from 100"],
    [
      "a type that EventSource dispatches",
      { topic: "a", data: "x", type: "error" },
      json,
      400,
      "EventSource's own",
    ],
    ["another of them", { topic: "a", data: "x", type: "open" }, json, 400, "EventSource's own"],
    ["half an emoji as data", '{"topic":"a","data":"\\ud83c"}', json, 400, "valid Unicode"],
    ["half an emoji as topic", '{"topic":"\\ud83c","data":"x"}', json, 400, "valid Unicode"],
    [
      "half an emoji as type",
      '{"topic":"a","data":"x","type":"\\udc0a"}',
      json,
      400,
      "valid Unicode",
    ],
    ["a form that is not UTF-8", "topic=a&data=%FF", form, 400, "not UTF-8"],
    ["a form with half a character", "topic=a&data=%E2%82", form, 400, "not UTF-8"],
    [
      "deeply nested JSON",
      `{"topic":"a","data":${"[".repeat(20_000)}${"]".repeat(20_000)}}`,
      json,
      400,
      "too deep",
    ],
    ["JSON that is nothing but nesting", "[".repeat(50_000), json, 400, "not JSON"],
    [
      "deep topics",
      `{"topic":${'{"a":'.repeat(9_000)}1${"}".repeat(9_000)},"data":"x"}`,
      json,
      400,
      "too deep",
    ],
    ["another content type", "hello", "text/plain", 415, "expected application/json"],
    [
      "a retry that is not a whole number",
      { topic: "a", data: "x", retry: 100.5 },
      json,
      400,
      "retry: expected a whole number",
    ],
    [
      "a retry as a string",
      { topic: "a", data: "x", retry: "soon" },
      json,
      400,
      "retry: expected a whole number",
    ],
    ["a retry that is not a number", "topic=a&data=x&retry=soon", form, 400, "retry: expected"],
    ["a repeated single field", "topic=a&data=x&data=y", form, 400, "data: expected only one"],
  ])("refuses %s, and no stream is affected", async (_what, body, type, status, detail) => {
    const stream = await openStream(hub.origin, "topic=*");
    await stream.readMore();
    const response = await post(hub.origin, body, type);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    const problem = (await response.json()) as Problem;
    expect([response.status, problem.status]).toEqual([status, status]);
    expect(problem.detail).toContain(detail);
    await publish(hub.origin, "a", "after");
    expect((await stream.until(1)).map((event) => event.data)).toEqual(["after"]);
    stream.close();
  });

  test("refuses an id of another event with 409, naming it, and accepts a repeat of the same event", async () => {
    const event = { topic: ["invoices", "all"], data: "17", id: "17" };
    const stored = await post(hub.origin, event);
    const again = await post(hub.origin, { ...event, topic: ["all", "invoices"] });
    expect([stored.status, again.status]).toEqual([200, 200]);
    expect([await stored.json(), await again.json()]).toEqual([{ id: "17" }, { id: "17" }]);
    for (const other of [
      { ...event, topic: "orders" },
      { ...event, data: "18" },
    ]) {
      const refused = await post(hub.origin, other);
      const { detail } = (await refused.json()) as Problem;
      expect([refused.status, detail]).toEqual([
        409,
        expect.stringContaining("another event (topic 'invoices', 'all') has it"),
      ]);
    }
    const stream = await openStream(hub.origin, "topic=orders");
    await publish(hub.origin, "orders", "after");
    expect((await stream.until(1)).map(({ data }) => data)).toEqual(["after"]);
    stream.close();
  });

  test("recognises a repeat by form or JSON, whatever its line ends", async () => {
    const data = "1\r\n2\r3\n4 ä €";
    const event = { topic: "ends", data, id: "ends-1" };
    const first = await post(hub.origin, event, json);
    const again = await post(hub.origin, new URLSearchParams(event).toString(), form);
    expect([first.status, again.status]).toEqual([200, 200]);
  });

  test("refuses an id that starts with the hub's own epoch", async () => {
    const own = await publish(hub.origin, "a", "x");
    const refused = await post(hub.origin, { topic: "a", data: "x", id: `${own}0` });
    expect(refused.status).toBe(400);
  });

  test("refuses a body without a length as soon as it is too long", async () => {
    const tooMuch = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(50_000)),
    });
    const response = await fetch(`${hub.origin}/events`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: tooMuch,
    });
    expect(response.status).toBe(413);
  });

  test("refuses a body that is not UTF-8", async () => {
    const response = await fetch(`${hub.origin}/events`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: new Uint8Array([0x22, 0xff, 0x22]),
    });
    expect(response.status).toBe(400);
  });
});
