import { expect, test } from "bun:test";
import { type LatencySource, NO_SAMPLE } from "./columns.ts";
import { HubStore } from "./hub-store.ts";
import { latencyOf, sampleAt } from "./samples.fixture.ts";
import { latencyToShow } from "./shown-latency.ts";

const MINUTE = { fromMs: 1_000, toMs: 60_000 };

/** A minute of a hub's canary, in whose last seconds somebody read. */
function minuteOf(sentSeconds: number, parsedSeconds: number): HubStore {
  const store = new HubStore(100);
  for (let second = 1; second <= 60; second++) {
    const latency = {
      ...NO_SAMPLE.latency,
      canary: latencyOf(0.2),
      ...(second > 60 - sentSeconds ? { acceptedToSent: latencyOf(2) } : {}),
      ...(second > 60 - parsedSeconds ? { acceptedToParsed: latencyOf(3) } : {}),
    };
    store.append(sampleAt(second * 1_000, { latency }));
  }
  return store;
}

test.each<[number, number, LatencySource, string]>([
  [0, 0, "canary", "nobody read"],
  [1, 0, "canary", "a single event is a point in an empty chart"],
  [1, 1, "canary", "and so is one that the hub's own reader got"],
  [5, 0, "acceptedToSent", "the hub did not read these topics itself"],
  [60, 1, "acceptedToParsed", "the hub has begun to read them itself"],
  [60, 60, "acceptedToParsed", "all is known"],
])("after %p seconds with deliveries and %p with parsed ones: %p, since %s", (sent, parsed, is) => {
  expect(latencyToShow(minuteOf(sent, parsed), MINUTE)).toBe(is);
});

test("what was before the range does not count", () => {
  const store = minuteOf(60, 60);
  for (let second = 61; second <= 90; second++) store.append(sampleAt(second * 1_000));
  expect(latencyToShow(store, { fromMs: 61_000, toMs: 90_000 })).toBe("canary");
});
