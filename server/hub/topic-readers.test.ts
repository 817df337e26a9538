import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { DistinctCount } from "./distinct-count.ts";
import { MostRead } from "./most-read.ts";
import { TopicIndex } from "./topic-index.ts";
import { IndexReaders, MAX_MOST_READ } from "./topic-readers.ts";
import { SSE_FORMAT } from "./wire-format.ts";

function readersAt(clock: { ms: number }) {
  const index = new TopicIndex();
  const join = (...selectors: string[]) => index.join(SSE_FORMAT, selectors);
  return { index, join, readers: new IndexReaders(index, () => clock.ms) };
}

test("countsOf() counts each stream once for each topic that it names, and those of every topic apart", async () => {
  const { index, join, readers } = readersAt({ ms: 0 });
  const first = join("a", "b", "a");
  join("a", "b");
  join("b", "c", "*");
  join("*");
  join("$stats", "a");
  expect(await readers.countsOf(["a", "b", "c", "d"])).toEqual({
    readers: [3, 3, 1, 0],
    ofEveryTopic: 2,
    inAll: 7,
  });
  index.leave(first);
  expect(await readers.countsOf(["a", "b"])).toEqual({
    readers: [2, 2],
    ofEveryTopic: 2,
    inAll: 5,
  });
});

test("mostRead() has all topics while they are few, without the hub's own and without '*'", async () => {
  const { join, readers } = readersAt({ ms: 0 });
  for (const selectors of [["a"], ["b", "$stats"], ["b", "*"], ["c", "b"]]) join(...selectors);
  const { topics, isComplete, sketch } = await readers.mostRead();
  expect(topics[0]).toEqual(["b", 3]);
  expect(new Map(topics)).toEqual(
    new Map([
      ["a", 1],
      ["b", 3],
      ["c", 1],
    ]),
  );
  expect([isComplete, sketch]).toEqual([true, undefined]);
});

test("mostRead() finds the most read of many, and tells how many there are", async () => {
  const { join, readers } = readersAt({ ms: 0 });
  const readTwice = new Set<string>();
  for (let index = 0; index < 20_000; index++) {
    const topic = `t${(index * 7_919) % 20_000}`;
    join(topic);
    if (index % 25 !== 0) continue;
    join(topic);
    readTwice.add(topic);
  }
  const { topics, isComplete, sketch } = await readers.mostRead();
  expect(topics.length).toBe(MAX_MOST_READ);
  const found = topics.filter(([, count]) => count === 2).map(([topic]) => topic);
  expect(new Set(found)).toEqual(readTwice);
  expect(isComplete).toBe(false);
  const distinct = new DistinctCount();
  distinct.merge(sketch ?? new Uint8Array());
  expect(Math.abs(distinct.estimate / 20_000 - 1)).toBeLessThan(0.05);
});

test("mostRead() is shared while it is fresh, and looks again a second later", async () => {
  const clock = { ms: 0 };
  const { join, readers } = readersAt(clock);
  join("a");
  const first = readers.mostRead();
  expect(readers.mostRead()).toBe(first);
  await first;
  join("a");
  clock.ms = 999;
  expect((await readers.mostRead()).topics).toEqual([["a", 1]]);
  clock.ms = 1_000;
  expect((await readers.mostRead()).topics).toEqual([["a", 2]]);
});

test("mostRead() ends, though topics come faster than it looks", async () => {
  const { index, join, readers } = readersAt({ ms: 0 });
  let count = 0;
  const joinNext = () => join(`t${count++}`);
  let audiences = Array.from({ length: 6_000 }, joinNext);
  let isDone = false;
  const replaceAll = () => {
    if (isDone) return;
    const left = audiences;
    audiences = Array.from({ length: 6_000 }, joinNext);
    for (const audience of left) index.leave(audience);
    setImmediate(replaceAll);
  };
  setImmediate(replaceAll);
  const { topics } = await readers.mostRead();
  isDone = true;
  expect(topics.length).toBe(MAX_MOST_READ);
});

test("MostRead keeps those with the most readers, in whatever order they come", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 8 }),
      fc.array(fc.nat(12), { maxLength: 60 }),
      (limit, counts) => {
        const most = new MostRead(limit);
        for (const [index, count] of counts.entries()) most.add(`${index}`, count);
        const read = counts.filter((count) => count > 0).toSorted((a, b) => b - a);
        const { isComplete } = most;
        const topics = most.topics();
        expect(topics.map(([, count]) => count)).toEqual(read.slice(0, limit));
        for (const [topic, count] of topics) expect(counts[Number(topic)]).toBe(count);
        expect(isComplete).toBe(read.length <= limit);
      },
    ),
    { seed: 20_261_127, numRuns: 300 },
  );
});
