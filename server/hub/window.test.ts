import { describe, expect, test } from "bun:test";
import type { HubEvent } from "#protocol";
import { draftBytes } from "../log/held-bytes.ts";
import { heldBytesOf } from "../test-memory.ts";
import { EventWindow } from "./window.ts";
import { SSE_FORMAT, WS_FORMAT, type WireFormat } from "./wire-format.ts";

const plenty = { maxCount: 1_000_000, maxBytes: Infinity };

/** Creates new strings each time, as request bodies do: no event shares them with another. */
function eventOf(position: number, fields: () => Pick<HubEvent, "topics" | "data">): HubEvent {
  const made: Pick<HubEvent, "topics" | "data"> = JSON.parse(JSON.stringify(fields()));
  return { ...made, position, id: `epoch-${position}` };
}

function add(window: EventWindow, event: HubEvent) {
  return window.add(event, draftBytes(event));
}

describe("EventWindow.size", () => {
  test.each<[string, number, () => Pick<HubEvent, "topics" | "data">, WireFormat[]]>([
    ["short ASCII", 20_000, () => ({ topics: ["orders"], data: "x".repeat(100) }), [SSE_FORMAT]],
    ["long ASCII", 2_000, () => ({ topics: ["orders"], data: "x".repeat(10_000) }), [SSE_FORMAT]],
    ["Chinese", 2_000, () => ({ topics: ["订单"], data: "水".repeat(5_000) }), [SSE_FORMAT]],
    ["emoji", 2_000, () => ({ topics: ["orders"], data: "🌊".repeat(2_000) }), [SSE_FORMAT]],
    [
      "many long topics",
      1_000,
      () => ({
        topics: Array.from({ length: 32 }, (_, n) => `${n} ${Math.random()}`.padEnd(512, ".")),
        data: "",
      }),
      [SSE_FORMAT],
    ],
    [
      "many short unique topics",
      2_000,
      () => ({ topics: Array.from({ length: 32 }, () => String(Math.random())), data: "" }),
      [SSE_FORMAT],
    ],
    [
      "two transports",
      2_000,
      () => ({ topics: ["orders"], data: "x".repeat(10_000) }),
      [SSE_FORMAT, WS_FORMAT],
    ],
    ["no readers", 2_000, () => ({ topics: ["orders"], data: "x".repeat(10_000) }), []],
  ])("reports its memory within a factor of 1.5: %s", async (_what, count, fields, formats) => {
    const { held, made } = await heldBytesOf(() => {
      const window = new EventWindow(plenty, 0);
      for (let position = 1; position <= count; position++) {
        const encoded = add(window, eventOf(position, fields));
        for (const format of formats) encoded.bytesAs(format);
      }
      return window;
    });
    for (const { size } of made) {
      expect(size.bytes / held).toBeGreaterThan(1 / 1.5);
      expect(size.bytes / held).toBeLessThan(1.5);
      expect(size.events).toBe(count);
    }
  });

  test("stays within its limit, including later encodings, once trim() is called", () => {
    const window = new EventWindow({ maxCount: 1_000, maxBytes: 1_000_000 }, 0);
    const fields = () => ({ topics: ["orders"], data: "x".repeat(10_000) });
    const encoded = Array.from({ length: 90 }, (_, n) => add(window, eventOf(n + 1, fields)));
    expect(window.size.events).toBe(90);
    for (const event of encoded) event.bytesAs(SSE_FORMAT);
    // Until then a reader may be iterating over them.
    expect(window.at(1)).toBe(encoded[0]);
    window.trim();
    expect(window.size.bytes).toBeLessThanOrEqual(1_000_000);
    expect(window.size.events).toBeWithin(40, 60);
    // An event that has left holds nothing.
    expect(encoded[0]?.isReleased).toBe(true);
    expect(() => encoded[0]?.bytesAs(WS_FORMAT)).toThrow("no longer held");
    expect(encoded.at(-1)?.isReleased).toBe(false);
  });
});

test("EventWindow.select() finds what it holds, and forgets the topics of events that have left", () => {
  const window = new EventWindow({ maxCount: 3, maxBytes: 1e9 }, 10);
  for (const [position, topic] of [
    [11, "a"],
    [12, "b"],
    [13, "a"],
    [14, "b"],
  ] as const) {
    add(
      window,
      eventOf(position, () => ({ topics: [topic], data: "" })),
    );
  }
  expect(window.select(10, ["a"], 10)).toEqual({ positions: [13], end: 14 });
  expect(window.select(11, ["b", "a"], 10)).toEqual({ positions: [12, 13, 14], end: 14 });
  expect(window.select(11, ["*"], 2)).toEqual({ positions: [12, 13], end: 13 });
  expect(window.select(14, ["a"], 10)).toEqual({ positions: [], end: 14 });
});
