import { expect, test } from "bun:test";
import { draftFault } from "./event.ts";
import { formatEventId, isEventId, parseEventId } from "./event-id.ts";
import { selectorFault, topicFault } from "./topic.ts";

test("parseEventId() reads what formatEventId() wrote", () => {
  expect(parseEventId(formatEventId("mg3x", 17))).toEqual({ epoch: "mg3x", position: 17 });
});

test.each([
  "",
  "mg3x",
  "mg3x-",
  "mg3x-01",
  "mg3x--1",
  "mg3x-1.5",
  "MG-1",
  "a b-1",
  "x-9999999999999999",
])("parseEventId() rejects %j", (id) => expect(parseEventId(id)).toBeUndefined());

test.each([
  ["order.17:a_b-c", true, "every allowed character"],
  ["x".repeat(128), true, "the longest"],
  ["x".repeat(129), false, "a browser would need a preflight"],
  ["", false, "an empty id resets a reader's last id"],
  ["a\nb", false, "a line end"],
  ["ä", false, "not ASCII"],
])("isEventId(%j) is %p: %s", (id, expected) => expect(isEventId(id)).toBe(expected));

test.each([
  ["orders", undefined],
  ["https://example.com/books/1", undefined],
  ["", "a topic must not be empty"],
  ["a\nb", "a topic must not contain control characters"],
  ["*", "'*' selects every topic and cannot be published to"],
  ["x".repeat(513), "a topic may have at most 512 characters, not 513"],
])("topicFault(%j)", (topic, fault) => expect(topicFault(topic)).toBe(fault));

test("selectorFault() allows '*' and the hub's own topics, and no other that starts with '$'", () => {
  expect(["*", "$stats", "$canary", "orders"].map(selectorFault)).toEqual(Array(4).fill(undefined));
  expect(selectorFault("$secret")).toContain("the hub has no topic '$secret'");
});

test.each([
  [{ topics: [], data: "" }, "an event needs at least one topic"],
  [{ topics: ["a"], data: "", id: "a b" }, "an id must be 1 to 128 letters"],
  [{ topics: ["a"], data: "", retryMs: -1 }, "retry must be a whole number"],
  [{ topics: ["a"], data: "", type: "gap" }, "belongs to the hub"],
  [{ topics: ["a"], data: "", type: "a\rb" }, "must not contain CR, LF or NUL"],
  [{ topics: ["a", ""], data: "" }, "must not be empty"],
  [{ topics: Array(33).fill("a"), data: "" }, "at most 32 topics"],
])("draftFault() of %j", (draft, fault) => expect(draftFault(draft)).toContain(fault));
