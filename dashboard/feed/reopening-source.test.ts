import { expect, test } from "bun:test";
import { ReopeningSource, reopenWaitMs } from "./reopening-source.ts";
import { fakeSources } from "./source.fixture.ts";

function setUp() {
  const sources = fakeSources();
  const seen: string[] = [];
  const waiting: (() => void)[] = [];
  const source = new ReopeningSource({
    url: () => `/events?n=${sources.opened.length}`,
    types: ["message"],
    onOpen: () => seen.push("open"),
    onLost: () => seen.push("lost"),
    onClosed: (waitMs) => seen.push(`closed for ${waitMs}`),
    onEvent: ({ type, data }) => seen.push(`${type} ${data}`),
    open: sources.open,
    after: (_waitMs, run) => {
      waiting.push(run);
      return () => waiting.pop();
    },
    random: () => 0.5,
  });
  return { source, sources, seen, waiting };
}

test("a lost connection is left to the browser", () => {
  const { sources, seen, waiting } = setUp();
  sources.newest.opens();
  sources.newest.isLost();
  sources.newest.opens();
  expect(seen).toEqual(["open", "lost", "open"]);
  expect(waiting).toBeEmpty();
});

test("a refused one is reopened after a growing wait, until it opens", () => {
  const { sources, seen, waiting } = setUp();
  sources.newest.isRefused();
  waiting.pop()?.();
  sources.newest.isRefused();
  waiting.pop()?.();
  sources.newest.opens();
  sources.newest.isRefused();
  expect(sources.opened.map(({ url }) => url)).toEqual([
    "/events?n=0",
    "/events?n=1",
    "/events?n=2",
  ]);
  expect(seen).toEqual(["closed for 1000", "closed for 2000", "open", "closed for 1000"]);
});

test("listenFor() adds a type to the running stream and to those after it", () => {
  const { source, sources, seen, waiting } = setUp();
  sources.newest.brings("order", "unheard");
  source.listenFor("order");
  source.listenFor("order");
  sources.newest.brings("order", "heard once");
  sources.newest.isRefused();
  waiting.pop()?.();
  sources.newest.brings("order", "heard again");
  expect(seen).toEqual(["order heard once", "closed for 1000", "order heard again"]);
});

test("events of the types 'open' and 'error' are events, not states", () => {
  const { source, sources, seen } = setUp();
  source.listenFor("open");
  source.listenFor("error");
  sources.newest.brings("open", "a");
  sources.newest.brings("error", "b");
  expect(seen).toEqual(["open a", "error b"]);
  sources.newest.opens();
  sources.newest.isLost();
  expect(seen.slice(2)).toEqual(["open", "lost"]);
});

test("close() cancels the reopening, and no event follows it", () => {
  const { source, sources, seen, waiting } = setUp();
  sources.newest.isRefused();
  source.close();
  expect(waiting).toBeEmpty();
  sources.newest.brings("message", "late");
  expect(seen).toEqual(["closed for 1000"]);
});

test("reopenWaitMs() doubles up to a bound, with 50 % jitter", () => {
  expect([0, 1, 2, 10].map((attempt) => reopenWaitMs(attempt, 0.5))).toEqual([
    1_000, 2_000, 4_000, 15_000,
  ]);
  expect(reopenWaitMs(0, 0)).toBe(500);
  expect(reopenWaitMs(0, 0.999)).toBeLessThan(1_500);
});
