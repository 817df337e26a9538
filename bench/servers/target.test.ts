import { expect, test } from "bun:test";
import { resolveThreads, startOwnHub, threadsOf } from "./target.ts";

test("startOwnHub() has as many threads as asked for, whatever the scenario says, and after a restart too", async () => {
  const hub = await startOwnHub(10, { flags: ["--threads", "3"], threads: 2 });
  try {
    expect(await threadsOf(hub.eventsUrl)).toBe(2);
    await hub.restart?.("kill");
    expect(await threadsOf(hub.eventsUrl)).toBe(2);
  } finally {
    await hub.stop();
  }
});

test("resolveThreads() is what a hub has here", async () => {
  expect(await resolveThreads(2)).toBe(2);
  expect(await resolveThreads("auto")).toBeGreaterThanOrEqual(1);
});
