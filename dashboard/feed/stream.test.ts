import { expect, test } from "bun:test";
import type { StatsSnapshot } from "#protocol";
import { fakeSources } from "./source.fixture.ts";
import { HubStream, LATE_OPENING_MS, STALL_MS } from "./stream.ts";
import { openAlone } from "./tabs.ts";

function setUp() {
  const sources = fakeSources();
  const snapshots: StatsSnapshot[] = [];
  const canaries: number[] = [];
  const bench: unknown[] = [];
  const clock = { nowMs: 1_000, openings: 0 };
  const stream = new HubStream({
    nowMs: () => clock.nowMs,
    onSnapshot: (snapshot) => snapshots.push(snapshot),
    onCanary: (sentAtMs) => canaries.push(sentAtMs),
    onBench: ({ type, data }) => bench.push([type, data]),
    onOpen: () => clock.openings++,
    onChange: () => {},
    open: sources.open,
    openTabs: openAlone,
  });
  return { stream, sources, snapshots, canaries, bench, clock };
}

const STATS = JSON.stringify({ atMs: 5, connections: 7 });

test("asks for the statistics, the canary and the bench over one stream", () => {
  expect(setUp().sources.opened.map(({ url }) => url)).toEqual([
    "/events?topic=%24stats&topic=%24canary&topic=bench%2Frun",
  ]);
});

test("passes on snapshots and canaries, and nothing else", () => {
  const { sources, snapshots, canaries } = setUp();
  sources.newest.opens();
  sources.newest.brings("stats", STATS);
  sources.newest.brings("canary", '{"sentAtMs":12.5}');
  sources.newest.brings("stats", "null");
  sources.newest.brings("stats", "{");
  sources.newest.brings("canary", "[]");
  expect(snapshots.map(({ connections }) => connections)).toEqual([7]);
  expect(canaries).toEqual([12.5]);
});

test("passes on a bench's events, even if they are not JSON", () => {
  const { sources, bench } = setUp();
  sources.newest.opens();
  sources.newest.brings("bench-progress", '{"scenario":"fan-out"}');
  sources.newest.brings("bench-result", "{");
  expect(bench).toEqual([
    ["bench-progress", '{"scenario":"fan-out"}'],
    ["bench-result", "{"],
  ]);
});

test("is stalled while it is open but silent, and open again with the next event", () => {
  const { stream, sources, clock } = setUp();
  stream.watch();
  expect(stream.state).toBe("connecting");
  sources.newest.opens();
  clock.nowMs += STALL_MS;
  stream.watch();
  expect(stream.state).toBe("open");
  clock.nowMs += 1;
  stream.watch();
  expect(stream.state).toBe("stalled");
  sources.newest.brings("stats", STATS);
  expect(stream.state).toBe("open");
});

test("counts reconnects from the second opening on", () => {
  const { stream, sources, clock } = setUp();
  sources.newest.opens();
  expect(stream.reconnects).toBe(0);
  sources.newest.isLost();
  expect(stream.state).toBe("connecting");
  sources.newest.opens();
  expect(stream.reconnects).toBe(1);
  expect(clock.openings).toBe(2);
});

test("is closed when it is refused", () => {
  const { stream, sources } = setUp();
  sources.newest.isRefused();
  expect(stream.state).toBe("closed");
});

test("passes on no event twice when another tab's stream repeats it", () => {
  const { stream, sources, snapshots, canaries, bench } = setUp();
  const bring = () => {
    sources.newest.opens();
    sources.newest.brings("stats", STATS);
    sources.newest.brings("canary", '{"sentAtMs":12.5}');
    sources.newest.brings("bench-result", "{}", "e-7");
  };
  bring();
  stream.leave();
  expect(stream.state).toBe("connecting");
  stream.join();
  bring();
  expect([snapshots.length, canaries.length, bench.length]).toEqual([1, 1, 1]);
});

test("is late once it has taken longer to open than a hub tells browsers to wait", () => {
  const { stream, sources, clock } = setUp();
  clock.nowMs += LATE_OPENING_MS;
  expect(stream.isLate).toBe(false);
  clock.nowMs += 1;
  expect(stream.isLate).toBe(true);
  sources.newest.opens();
  expect(stream.isLate).toBe(false);
});
