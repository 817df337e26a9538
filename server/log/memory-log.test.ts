import { expect, test } from "bun:test";
import { MemoryLog } from "./memory-log.ts";

const plenty = { maxCount: 1_000, maxBytes: 1_000_000 };
const draft = (data: string, id?: string) => ({
  topics: ["t"],
  data,
  ...(id === undefined ? {} : { id }),
});

test("append() numbers the drafts in order and gives them ids", async () => {
  const log = new MemoryLog("e", plenty);
  const events = await log.append([draft("a"), draft("b", "mine")]);
  expect(events.map(({ id, position }) => [id, position])).toEqual([
    ["e-1", 1],
    ["mine", 2],
  ]);
  expect(log.bounds).toEqual({ tail: 1, head: 2 });
});

test("append() answers a repeated id with the event stored first, within a batch and across", async () => {
  const log = new MemoryLog("e", plenty);
  const [first, again] = await log.append([draft("a", "x"), draft("b", "x")]);
  const [later] = await log.append([draft("c", "x")]);
  expect([again, later]).toEqual([first, first]);
  expect(log.bounds.head).toBe(1);
});

test("read() pages from any position, and from the tail when that is later", async () => {
  const log = new MemoryLog("e", { ...plenty, maxCount: 3 });
  await log.append(["a", "b", "c", "d", "e"].map((data) => draft(data)));
  const data = async (after: number, limit: number) =>
    (await log.read(after, limit)).map((event) => event.data);
  expect(await data(0, 2)).toEqual(["c", "d"]);
  expect(await data(4, 10)).toEqual(["e"]);
  expect(await data(5, 10)).toEqual([]);
});

test("positionOf() forgets an id with its event", async () => {
  const log = new MemoryLog("e", { ...plenty, maxCount: 1 });
  await log.append([draft("a", "x")]);
  expect(await log.positionOf("x")).toBe(1);
  await log.append([draft("b")]);
  expect(await log.positionOf("x")).toBeUndefined();
});
