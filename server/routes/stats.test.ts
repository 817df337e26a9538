import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { StatsAnswer, StatsSnapshot } from "#protocol";
import { openStream, startHub, type TestHub } from "../test-hub.ts";

let hub: TestHub;

beforeAll(async () => {
  hub = await startHub();
});

afterAll(() => hub.stop());

describe("GET /stats and $stats", () => {
  test("count connections without the hub's own canary, and time the canary", async () => {
    const stream = await openStream(hub.origin, "topic=$stats&topic=$canary");
    const stats: StatsAnswer[] = [];
    while (!stats.some((snapshot) => snapshot.latency.canary.count > 0)) {
      for (const event of (await stream.until(stream.events.length + 1)).splice(0)) {
        if (event.event === "stats") stats.push(JSON.parse(event.data));
      }
    }
    const answer = (await (await fetch(`${hub.origin}/stats?history=600`)).json()) as StatsAnswer;
    expect(answer.connections).toBe(1);
    expect(answer.history.length).toBeGreaterThan(0);
    stream.close();
  });

  test("tell that the hub drains, before the only stream ends", async () => {
    const draining = await startHub("--drain", "0.1");
    const stream = await openStream(draining.origin, "topic=$stats");
    await stream.until(1);
    draining.child.kill("SIGTERM");
    await stream.untilEnd();
    const states = stream.events.map(({ data }) => (JSON.parse(data) as StatsSnapshot).hub.state);
    expect(states.at(-1)).toBe("draining");
    expect(new Set(states.slice(0, -1))).toEqual(new Set(["serving"]));
    await draining.child.exited;
  });

  test("refuses a history that is not a number of seconds", async () => {
    const response = await fetch(`${hub.origin}/stats?history=-1`);
    expect(response.status).toBe(400);
  });
});
