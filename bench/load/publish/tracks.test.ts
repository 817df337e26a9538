import { expect, test } from "bun:test";
import { Tracks } from "./tracks.ts";

const NOW_MS = 0;

test("Tracks number the events of each load on each topic from 1", () => {
  const tracks = new Tracks(2);
  const places = [
    tracks.next(0, "news", NOW_MS),
    tracks.next(0, "own/1", NOW_MS),
    tracks.next(1, "news", NOW_MS),
    tracks.next(0, "news", NOW_MS),
  ];
  expect(places).toEqual([
    { track: 0, sequence: 1 },
    { track: 2, sequence: 1 },
    { track: 1, sequence: 1 },
    { track: 0, sequence: 2 },
  ]);
  expect(tracks.of(["own/1", "news", "news"])).toEqual([2, 3, 0, 1]);
  expect(tracks.topics).toEqual(["news", "own/1"]);
});

test("Tracks know what was sent, what is uncertain, and how many deliveries the rest makes", () => {
  const tracks = new Tracks(2);
  tracks.addReaders(tracks.of(["news"]), 10);
  tracks.addReaders(tracks.of(["own/1"]));
  for (const topic of ["news", "own/1", "news", "nobody"]) tracks.next(0, topic, NOW_MS);
  tracks.next(1, "news", NOW_MS);
  const totals = tracks.totals([[3, 2], []]);
  expect(totals).toEqual([
    { track: 0, sent: 2, uncertain: [2] },
    { track: 1, sent: 1, uncertain: [] },
    { track: 2, sent: 1, uncertain: [1] },
    { track: 4, sent: 1, uncertain: [] },
  ]);
  expect(tracks.dueDeliveries(totals)).toBe(10 + 10);
});

test("Tracks know when events were sent, to within a tenth of a second", () => {
  const tracks = new Tracks(1);
  for (const atMs of [1_000, 1_050, 1_110, 2_000]) tracks.next(0, "news", atMs);
  const [news] = tracks.totals([[]], true);
  expect(news?.marks).toEqual([
    { atMs: 1_000, sent: 1 },
    { atMs: 1_110, sent: 3 },
    { atMs: 2_000, sent: 4 },
  ]);
  expect(tracks.totals([[]])[0]).not.toHaveProperty("marks");
});
