import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { historyColumns, type StatsAnswer, type StatsHistory } from "#protocol";
import { openStream, startHub, type TestHub } from "../test-hub.ts";

describe.each([1, 2])("GET /stats/history of a hub with %d threads", (threads) => {
  let hub: TestHub;

  beforeAll(async () => {
    hub = await startHub("--threads", String(threads));
    // Two seconds of it.
    const stream = await openStream(hub.origin, "topic=$stats");
    await stream.until(2);
    stream.close();
  });

  afterAll(() => hub.stop());

  const get = (query: string) => fetch(`${hub.origin}/stats/history${query}`);

  test("answers with every column of each second, as old as GET /stats tells them", async () => {
    const response = await get("");
    expect(response.headers.get("content-type")).toBe("application/json");
    const { seconds, minutes } = (await response.json()) as StatsHistory;
    const rows = seconds.atMs.length;
    expect(rows).toBeGreaterThanOrEqual(2);
    expect(Object.keys(seconds.columns)).toEqual([...historyColumns(threads)]);
    for (const column of Object.values(seconds.columns)) expect(column).toHaveLength(rows);
    for (const buckets of Object.values(seconds.buckets)) expect(buckets).toHaveLength(rows);
    expect(Object.keys(minutes.columns)).toEqual([...historyColumns(threads)]);
    const answer = (await (await fetch(`${hub.origin}/stats?history=600`)).json()) as StatsAnswer;
    expect(answer.history.slice(0, rows).map(({ atMs }) => atMs)).toEqual([...seconds.atMs]);
    expect(answer.history.slice(0, rows).map(({ buckets }) => buckets.canary)).toEqual([
      ...seconds.buckets.canary,
    ]);
    expect(answer.history.slice(0, rows).map(({ latency }) => latency.eventLoop.maxMs)).toEqual([
      ...seconds.columns["eventLoop.maxMs"],
    ]);
  });

  test("answers with as many rows as wanted", async () => {
    const { seconds, minutes } = (await (await get("?seconds=1&minutes=0")).json()) as StatsHistory;
    expect([seconds.atMs.length, minutes.atMs.length]).toEqual([1, 0]);
  });

  test.each([
    ["?seconds=-1", "expected a whole number of seconds from 0 to 3600"],
    ["?seconds=3601", "expected a whole number of seconds from 0 to 3600"],
    ["?minutes=1441", "expected a whole number of minutes from 0 to 1440"],
    ["?minutes=1.5", "expected a whole number of minutes from 0 to 1440"],
    ["?seconds=all", "expected a whole number of seconds from 0 to 3600"],
  ])("refuses %s", async (query, detail) => {
    const response = await get(query);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ detail: expect.stringContaining(detail) });
  });
});
