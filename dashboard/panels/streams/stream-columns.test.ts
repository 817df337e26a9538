import { expect, test } from "bun:test";
import { STREAM_SORTS, type StreamRecord } from "#protocol";
import {
  columnsOf,
  conditionOf,
  orderAfterPress,
  shownOrder,
  type StreamColumn,
} from "./stream-columns.ts";
import { streamRecord } from "./streams.fixture.ts";

const OPEN = streamRecord(1, {
  topics: ["news", "users/7"],
  topicCount: 12,
  position: 4_000,
  lagEvents: 1_234,
  transport: "ws",
  thread: 3,
  sentBytes: 4_058_863,
  stalls: 2,
});

function column(state: "open" | "closed", label: string): StreamColumn {
  const found = columnsOf(state).find((one) => one.label === label);
  if (found === undefined) throw new Error(`There is no column ${label}`);
  return found;
}

test("the columns of an open stream say all about it", () => {
  const texts = columnsOf("open").map(({ label, text }) => [label, text(OPEN, 126_000)]);
  expect(Object.fromEntries(texts)).toEqual({
    topics: "news, users/7 and 10 more",
    lag: "1,234",
    position: "4,000",
    address: "203.0.113.7",
    "user agent": "–",
    via: "WS",
    thread: "3",
    age: "2 min 5 s",
    sent: "4.06 MB",
    stalls: "2",
  });
});

test("the columns of a closed one say when and why", () => {
  const closed: StreamRecord = { ...OPEN, state: null, closedAtMs: 5_000, cause: "client left" };
  expect(column("closed", "cause").text(closed, 9_000)).toBe("client left");
  expect(column("closed", "closed").text(closed, 9_000)).toMatch(/^\d\d:\d\d:05/);
});

test("all that the hub sorts by has a column", () => {
  const sorts = [...columnsOf("open"), ...columnsOf("closed")].map(({ sort }) => sort);
  expect(new Set(sorts)).toEqual(new Set(STREAM_SORTS));
});

test("a heading sorts numbers from the largest, texts from the first, and turns round when pressed again", () => {
  const by = (sort: StreamColumn["sort"], order: "asc" | "desc") => ({ sort, order });
  const other = by("thread", "asc");
  expect(orderAfterPress(column("open", "lag"), other)).toBe("desc");
  expect(orderAfterPress(column("open", "address"), other)).toBe("asc");
  expect(orderAfterPress(column("open", "lag"), by("lagEvents", "desc"))).toBe("asc");
  // The oldest opened first.
  expect(orderAfterPress(column("open", "age"), other)).toBe("asc");
  expect(shownOrder(column("open", "age"), by("openedAtMs", "asc"))).toBe("descending");
  expect(shownOrder(column("open", "lag"), by("lagEvents", "desc"))).toBe("descending");
  expect(shownOrder(column("open", "lag"), other)).toBeUndefined();
});

test.each([
  [OPEN, "live"],
  [{ ...OPEN, state: "lagging" as const }, "lagging"],
  [{ ...OPEN, state: "lagging" as const, fullForMs: 4_200 }, "full, takes nothing for 4 s"],
  [{ ...OPEN, state: null, cause: "cut" as const }, "cut"],
])("conditionOf() case %#", (stream, text) => expect(conditionOf(stream)).toBe(text));
