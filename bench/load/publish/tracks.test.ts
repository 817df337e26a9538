import { expect, test } from "bun:test";
import { Tracks } from "./tracks.ts";

test("Tracks number the events of each load on each topic from 1", () => {
  const tracks = new Tracks(2);
  const places = [
    tracks.next(0, "news"),
    tracks.next(0, "own/1"),
    tracks.next(1, "news"),
    tracks.next(0, "news"),
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
  for (const topic of ["news", "own/1", "news", "nobody"]) tracks.next(0, topic);
  tracks.next(1, "news");
  const totals = tracks.totals([[3, 2], []]);
  expect(totals).toEqual([
    { track: 0, sent: 2, uncertain: [2] },
    { track: 1, sent: 1, uncertain: [] },
    { track: 2, sent: 1, uncertain: [1] },
    { track: 4, sent: 1, uncertain: [] },
  ]);
  expect(tracks.dueDeliveries(totals)).toBe(10 + 10);
});
