/** What is counted of servers with several threads or processes. */

import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { nchan } from "./nchan.ts";
import { startRoundHub } from "./own-hub.ts";
import { withTopic } from "./server.ts";
import { threadsOf } from "./target.ts";
import { cpuUs, rssBytes, statFields, US_PER_TICK } from "./usage.ts";

function isWorker(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").startsWith("nginx: worker process");
  } catch {
    return false;
  }
}

test("nchan's processes are all of its workers, as they are now", async () => {
  const running = await nchan.start(10, 2);
  if (running.kind === "unavailable") throw new Error(running.reason);
  try {
    let before = running.pids();
    // It starts them one after the other.
    while (before.filter(isWorker).length < 2) {
      await new Promise(setImmediate);
      before = running.pids();
    }
    const [killed = 0, kept = 0, ...more] = before.filter(isWorker);
    expect([kept > 0, more, before.length]).toEqual([true, [], 3]);
    const whole = rssBytes(before) ?? 0;
    for (const pid of before) expect(whole).toBeGreaterThan(rssBytes([pid]) ?? Number.NaN);

    process.kill(killed, "SIGKILL");
    let workers: number[] = [];
    // nginx starts another. If it were not seen, this would go on until the test times out.
    while (workers.length !== 2 || workers.includes(killed)) {
      await new Promise(setImmediate);
      workers = running.pids().filter(isWorker);
    }
    expect(workers).toContain(kept);
    expect(cpuUs(running.pids())).toBeGreaterThanOrEqual(0);
  } finally {
    await running.stop();
  }
});

/** CPU time of each thread of a process, by its number; the first thread has the process's own. */
function threadTimes(pid: number): Map<number, number> {
  return new Map(
    readdirSync(`/proc/${pid}/task`).map((task) => {
      const stat = readFileSync(`/proc/${pid}/task/${task}/stat`, "utf8");
      const [user, system] = statFields(stat).slice(11, 13).map(Number);
      return [Number(task), ((user ?? 0) + (system ?? 0)) * US_PER_TICK];
    }),
  );
}

test("the CPU time of a hub is that of all its threads", async () => {
  const hub = await startRoundHub(10, { threads: 2 });
  try {
    expect(await threadsOf(hub.eventsUrl)).toBe(2);
    const [pid = 0, ...more] = hub.pids();
    expect(more).toEqual([]);
    const address = withTopic(hub.publishUrl, "t");
    const headers = { "content-type": "application/json" };
    const body = hub.publishBody("t", "work");
    const othersOf = (times: Map<number, number>) =>
      [...times].reduce((sum, [task, us]) => (task === pid ? sum : sum + us), 0);
    const idleUs = othersOf(threadTimes(pid));
    let times = threadTimes(pid);
    while (othersOf(times) < idleUs + 3 * US_PER_TICK) {
      await (await fetch(address, { method: "POST", headers, body })).body?.cancel();
      times = threadTimes(pid);
    }
    expect(cpuUs(hub.pids())).toBeGreaterThanOrEqual((times.get(pid) ?? 0) + othersOf(times));
  } finally {
    await hub.stop();
  }
});
