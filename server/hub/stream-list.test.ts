import { afterEach, expect, test } from "bun:test";
import { MAX_CLOSED_STREAMS, type StreamQuery } from "#protocol";
import { endHubs, newHub, publish, subscribeLive, TestSink } from "./test-hubs.ts";

afterEach(endHubs);

const OPEN: StreamQuery = {
  state: "open",
  sort: "openedAtMs",
  order: "asc",
  search: "",
  offset: 0,
  limit: 100,
};
const CLOSED: StreamQuery = { ...OPEN, state: "closed" };

test("a full reader stays at its position while the others move on", async () => {
  const hub = newHub();
  const { sink, subscriber } = await subscribeLive(hub, "t");
  const other = await subscribeLive(hub, "t");
  await publish(hub, "1", "2");
  sink.desiredSize = -1;
  await publish(hub, "3");
  await publish(hub, "4");
  const [full, live] = hub.streams.pick("open", [1, 2]);
  expect(full).toMatchObject({ id: "0-1", state: "lagging", position: 2, lagEvents: 2, stalls: 1 });
  expect(live).toMatchObject({ id: "0-2", state: "live", position: 4, lagEvents: 0, stalls: 0 });
  expect(live?.sentBytes).toBe(Buffer.concat(other.sink.chunks).length);
  hub.unsubscribe(subscriber);
  expect(hub.streams.find(1)).toMatchObject({ state: null, lagEvents: 2, cause: "client left" });
});

test("a stream that accepts nothing more is closed with that cause", async () => {
  const hub = newHub();
  const { sink } = await subscribeLive(hub, "t");
  sink.isThrowing = true;
  await publish(hub, "1");
  expect(hub.streams.find(1)).toMatchObject({ cause: "write failed" });
  expect(hub.streams.find(2)).toBeUndefined();
});

test("the hub's own canary is on no list", async () => {
  const hub = newHub();
  const canary = hub.subscribe(new TestSink(), { selectors: ["t"], isInternal: true });
  expect(await hub.streams.keys(OPEN)).toMatchObject({ open: 0, keys: new Float64Array() });
  hub.unsubscribe(canary);
  expect(await hub.streams.keys(CLOSED)).toMatchObject({ closed: 0 });
});

test(`the last ${MAX_CLOSED_STREAMS} closed streams are kept, and no more`, async () => {
  const hub = newHub();
  for (let count = 0; count < MAX_CLOSED_STREAMS + 3; count++) {
    hub.unsubscribe(hub.subscribe(new TestSink(), { selectors: ["t"] }));
  }
  const { numbers, closed } = await hub.streams.keys(CLOSED);
  expect([closed, numbers.length]).toEqual([MAX_CLOSED_STREAMS, MAX_CLOSED_STREAMS]);
  expect(numbers.toSorted()[0]).toBe(4);
});

test("streams that come and go while a list is made do not disturb it", async () => {
  const hub = newHub({ maxStreams: 5_000 });
  const streams = Array.from({ length: 2_000 }, () =>
    hub.subscribe(new TestSink(), { selectors: ["t"] }),
  );
  const finding = hub.streams.keys(OPEN);
  for (const stream of streams.slice(1_000)) hub.unsubscribe(stream);
  const newer = hub.subscribe(new TestSink(), { selectors: ["t"] });
  const { numbers, keys } = await finding;
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(numbers).toContain(newer.number);
  expect(keys.length).toBe(numbers.length);
});
