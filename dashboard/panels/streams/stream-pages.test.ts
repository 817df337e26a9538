import { expect, test } from "bun:test";
import type { StreamQuery, StreamsAnswer } from "#protocol";
import { type StreamFilter, StreamPages } from "./stream-pages.ts";
import { streamRecord } from "./streams.fixture.ts";

const FILTER: StreamFilter = { state: "open", sort: "openedAtMs", order: "desc", search: "" };

/** A hub with `count` streams, whose answers the test gives one by one. */
function setUp(count: number, rest?: () => Promise<void>) {
  const asked: (StreamQuery & { readonly answer: () => void; readonly fail: () => void })[] = [];
  const fetchStreams = (query: StreamQuery) => {
    const { promise, resolve, reject } = Promise.withResolvers<StreamsAnswer>();
    const length = Math.max(0, Math.min(query.limit, count - query.offset));
    const streams = Array.from({ length }, (_, index) => streamRecord(query.offset + index));
    const answer = () => resolve({ atMs: 1, open: count, closed: 0, matching: count, streams });
    asked.push({ ...query, answer, fail: () => reject(new Error("The hub is away")) });
    return promise;
  };
  let changed = Promise.withResolvers<void>();
  const onChange = () => {
    changed.resolve();
    changed = Promise.withResolvers<void>();
  };
  const pages = new StreamPages(FILTER, {
    fetchStreams,
    onChange,
    ...(rest === undefined ? {} : { rest }),
  });
  /** Answers the request made last, and waits until it has been taken. */
  const answer = async (how: "answer" | "fail" = "answer") => {
    const taken = changed.promise;
    asked.at(-1)?.[how]();
    await taken;
    await Promise.resolve();
  };
  const parts = () => asked.map(({ offset, limit }) => [offset, limit]);
  return { pages, asked, answer, parts };
}

test("show() fetches the pages in view once, and one request at a time", async () => {
  const { pages, answer, parts } = setUp(30_000);
  pages.show({ from: 0, to: 40 });
  pages.show({ from: 10_030, to: 10_080 });
  pages.show({ from: 20_040, to: 20_110 });
  expect(parts()).toEqual([[0, 50]]);
  expect(pages.at(0)).toBeUndefined();
  await answer();
  expect([pages.at(49)?.id, pages.latest?.matching]).toEqual(["0-49", 30_000]);
  // What was in view in between is passed over.
  expect(parts()).toEqual([
    [0, 50],
    [20_000, 150],
  ]);
  await answer();
  expect([pages.at(20_149)?.id, pages.at(10_030)]).toEqual(["0-20149", undefined]);
  pages.show({ from: 20_000, to: 20_150 });
  expect(parts().length).toBe(2);
});

test("while somebody scrolls it rests between requests, and then asks for what is in view by then", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { pages, asked, answer, parts } = setUp(30_000, () => promise);
  pages.show({ from: 0, to: 40 });
  pages.show({ from: 10_000, to: 10_050 });
  await answer();
  expect(asked).toHaveLength(1);
  pages.show({ from: 20_000, to: 20_050 });
  resolve();
  await promise;
  await Promise.resolve();
  expect(parts()).toEqual([
    [0, 50],
    [20_000, 50],
  ]);
});

test("it holds 1,000 rows, and lets those go that were fetched longest ago", async () => {
  const { pages, answer } = setUp(30_000);
  for (let from = 0; from < 5_000; from += 50) {
    pages.show({ from, to: from + 50 });
    await answer();
  }
  const held = Array.from({ length: 5_000 }, (_, row) => row).filter((row) => pages.at(row));
  expect([held.length, held[0]]).toEqual([1_000, 4_000]);
  expect([pages.rowOf("0-4321"), pages.rowOf("0-1")]).toEqual([4_321, undefined]);
});

test("refresh() fetches only what is in view", async () => {
  const { pages, answer, parts } = setUp(200);
  pages.show({ from: 0, to: 50 });
  await answer();
  pages.show({ from: 60, to: 90 });
  await answer();
  pages.refresh();
  expect(parts().at(-1)).toEqual([50, 50]);
  await answer();
  expect(parts().length).toBe(3);
});

test("choose() starts from the top, and keeps the rows until others come; an answer to the earlier filter is dropped", async () => {
  const { pages, asked, answer } = setUp(200);
  pages.show({ from: 100, to: 150 });
  await answer();
  pages.refresh();
  pages.choose({ ...FILTER, search: "x" });
  expect(asked.length).toBe(2);
  await answer();
  expect(pages.at(100)?.id).toBe("0-100");
  expect(asked.at(-1)).toMatchObject({ search: "x", offset: 0 });
  await answer();
  expect([pages.at(0)?.id, pages.at(100)]).toEqual(["0-0", undefined]);
});

test("a failure is kept with the rows, until a refresh succeeds", async () => {
  const { pages, answer, asked } = setUp(10);
  pages.show({ from: 0, to: 10 });
  await answer();
  pages.refresh();
  await answer("fail");
  expect([pages.failure, pages.at(0)?.id, asked.length]).toEqual(["The hub is away", "0-0", 2]);
  pages.refresh();
  await answer();
  expect(pages.failure).toBeUndefined();
});

test("a list that is empty is asked for once", async () => {
  const { pages, answer, asked } = setUp(0);
  pages.show({ from: 0, to: 0 });
  await answer();
  pages.show({ from: 0, to: 0 });
  expect([asked.length, pages.latest?.matching]).toEqual([1, 0]);
});
