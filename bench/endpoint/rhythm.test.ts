import { describe, expect, test } from "bun:test";
import { gatheringOf, Rhythm } from "./rhythm.ts";

/** Events at these times, each 100 bytes more. */
function burstsAt(...times: number[]) {
  const rhythm = new Rhythm(1);
  for (const [index, atMs] of times.entries()) rhythm.enterBurst(atMs, (index + 1) * 100);
  return rhythm.bursts;
}

describe("gatheringOf()", () => {
  test("detects buffered events: how many, how large, how often", () => {
    const every = (startMs: number) => [startMs, startMs, startMs + 1, startMs + 1];
    const bursts = burstsAt(...[0, 500, 1_000, 1_500, 2_000].flatMap(every));
    expect(gatheringOf(bursts)).toEqual({ events: 4, bytes: 400, everyMs: 500 });
  });

  test("detects nothing if they arrive one by one, however fast, or in too few bursts", () => {
    const fast = Array.from({ length: 200 }, (_, index) => index * 2);
    expect(gatheringOf(burstsAt(...fast))).toBeUndefined();
    expect(gatheringOf(burstsAt(0, 100, 200, 300, 400, 500))).toBeUndefined();
    expect(gatheringOf(burstsAt(0, 0, 0, 0, 500, 500, 500))).toBeUndefined();
  });
});

describe("Rhythm.stalls()", () => {
  test("counts silences of at least a second and ten times the usual interval", () => {
    const rhythm = new Rhythm(1);
    for (const atMs of [0, 100, 200, 300, 1_400, 1_500, 1_600]) rhythm.enter(0, atMs);
    expect(rhythm.stalls()).toBe(1);
  });

  test("counts a silence that lasts until the end, if it is longer than usual", () => {
    const rhythm = new Rhythm(3);
    for (const atMs of [0, 100, 200]) for (const client of [0, 1]) rhythm.enter(client, atMs);
    rhythm.enter(1, 4_950);
    rhythm.end(5_000);
    expect(rhythm.stalls()).toBe(2);
    expect(rhythm.interval.count).toBe(6);
  });

  test("makes no statement about a stream that sent one event", () => {
    const rhythm = new Rhythm(1);
    rhythm.enter(0, 100);
    rhythm.end(60_000);
    expect(rhythm.stalls()).toBe(0);
  });

  test("takes a slow stream for slow, and does not blame the server for an interruption", () => {
    const rhythm = new Rhythm(2);
    for (const atMs of [0, 2_000, 4_000, 6_000]) rhythm.enter(0, atMs);
    rhythm.enter(1, 0);
    rhythm.interrupt(1);
    rhythm.enter(1, 60_000);
    expect(rhythm.stalls()).toBe(0);
  });
});
