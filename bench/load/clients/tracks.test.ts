import { expect, test } from "bun:test";
import { FirstArrivals } from "./first-arrivals.ts";
import { TrackSubscriptions } from "./tracks.ts";

test("TrackSubscriptions number every client's subscriptions in sequence", () => {
  const each = new TrackSubscriptions(
    [{ url: "a", tracks: [4, 7] }, { url: "b" }, { url: "c", tracks: [7] }],
    3,
  );
  expect(each.count).toBe(4);
  expect([each.find(0, 4), each.find(0, 7), each.find(1, 0), each.find(2, 7)]).toEqual([
    0, 1, 2, 3,
  ]);
  expect([each.find(0, 0), each.find(1, 7)]).toEqual([undefined, undefined]);
  expect(each.of(0)).toEqual([0, 1]);
  const shared = new TrackSubscriptions([{ url: "a", tracks: [1, 2] }], 3);
  expect([shared.count, shared.find(2, 2)]).toEqual([6, 5]);
});

test("TrackSubscriptions know what was sent on each track, even if it is nothing", () => {
  const subscriptions = new TrackSubscriptions([{ url: "a", tracks: [4, 7] }], 2);
  const seenOn = (track: number) => new FirstArrivals().of(track);
  const sentTo = subscriptions.sentTo([{ track: 7, sent: 3, uncertain: [2] }], seenOn);
  expect([0, 1, 2, 3].map((one) => sentTo(one).sent)).toEqual([0, 3, 0, 3]);
  expect(sentTo(3).uncertain).toEqual([2]);
});
