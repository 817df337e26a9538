import { readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "bun:test";
import { checkClients, checkOpening, type Finding } from "./validity.ts";
import { WorkerPool } from "./clients/pool.ts";
import type { PoolOpened } from "./clients/reports.ts";
import { writePayload } from "./payload.ts";
import { lagPercentile, type Strain, WorstSecond, worstStrain } from "./process-watch.ts";
import { wallMs } from "./time.ts";

test.each([
  ["no lag", [], 1_000, 0],
  // In 40 of 1,000 ms one waits for up to 40 ms, and in 10 of them for more than 30.
  ["one lag", [[40, 1]], 1_000, 30],
  ["the same in a run too long for it to matter", [[40, 1]], 10_000, 0],
  // Four times 400 of 10,000 ms: in 100 of these one waits for more than 375 ms.
  ["four equal lags", [[400, 4]], 10_000, 375],
  [
    "short lags beside a long one",
    [
      [20, 3],
      [100, 1],
    ],
    2_000,
    80,
  ],
  ["short lags all the time", [[10, 5]], 100, 9.8],
] as const)("lagPercentile() of %s", (_, lags, totalMs, expected) => {
  expect(lagPercentile(lags, totalMs, 0.99)).toBeCloseTo(expected, 6);
});

describe("WorstSecond", () => {
  /** Readings every 100 ms, with the CPU time used in each step. */
  function sharesOf(stepsMs: readonly number[]): number {
    const second = new WorstSecond();
    let cpuMs = 0;
    second.add({ atMs: 0, cpuMs, waitedMs: 0 });
    for (const [index, usedMs] of stepsMs.entries()) {
      cpuMs += usedMs;
      second.add({ atMs: (index + 1) * 100, cpuMs, waitedMs: cpuMs / 2 });
    }
    second.end();
    expect(second.waitedShare).toBeCloseTo(second.cpuShare / 2, 9);
    return second.cpuShare;
  }
  const times = (count: number, ms: number) => Array.from({ length: count }, () => ms);

  test.each([
    ["finds a busy second that the mean hides", [...times(40, 5), ...times(10, 95)], 0.95],
    ["is not bound to whole seconds", [...times(7, 0), ...times(10, 80), ...times(9, 0)], 0.8],
    ["takes a short run as a whole", times(4, 50), 0.5],
    ["ignores a burst of less than a second", [...times(10, 0), 100, ...times(20, 0)], 0.1],
  ])("%s", (_, stepsMs, expected) => expect(sharesOf(stepsMs)).toBeCloseTo(expected, 9));
});

test("worstStrain() takes the worst process in each respect", () => {
  const one = { lagMs: 1, longestLagMs: 40, cpuShare: 0.2, waitedShare: 0 };
  const other = { lagMs: 3, longestLagMs: 9, cpuShare: 0.1, waitedShare: 0.5 };
  const worst = { lagMs: 3, longestLagMs: 40, cpuShare: 0.2, waitedShare: 0.5 };
  expect(worstStrain([one, other])).toEqual(worst);
});

describe("a client process that is stopped", () => {
  const streams = new Set<ReadableStreamDefaultController<string>>();
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    idleTimeout: 0,
    fetch: () => {
      const body = new ReadableStream<string>({
        start(stream) {
          stream.enqueue(":\n");
          streams.add(stream);
        },
      });
      return new Response(body, { headers: { "content-type": "text/event-stream" } });
    },
  });
  afterAll(() => server.stop(true));

  const COUNT = 20;
  const STOPS = 4;
  const STOPPED_MS = 300;
  /** A lag begins when the process was next due to look at the time. */
  const SEEN_MS = STOPPED_MS / 2;
  /** Its loop looks at the time every 5 ms. */
  const TIMES_BETWEEN = 10;
  const { signal } = new AbortController();
  const start = () =>
    WorkerPool.start({ subscription: { url: `${server.url}events` }, count: COUNT, workers: 1 });

  /**
   * A process that waits for a core after a stop stands still for longer than it was stopped, and from half a second on
   * that is what the finding tells. The wait is the machine's doing: here the longest lag is that of a stop.
   */
  const asStopped = (strain: Strain): Strain => ({ ...strain, longestLagMs: STOPPED_MS });

  function lateness(findings: readonly Finding[]): string[] {
    const told = findings.filter(({ isInvalid }) => isInvalid).map(({ warning }) => warning);
    return told.filter((warning) => warning.includes("the clients themselves were"));
  }

  async function stopOnce(pool: WorkerPool, meanwhile: () => void = () => {}) {
    for (const pid of pool.pids) process.kill(pid, "SIGSTOP");
    const endMs = performance.now() + STOPPED_MS;
    while (performance.now() < endMs) {
      meanwhile();
      // The pace of the load, not a wait for anything.
      await Bun.sleep(20);
    }
    for (const pid of pool.pids) {
      process.kill(pid, "SIGCONT");
      // Two stops in a row would be one long one on a busy machine.
      const before = timesRun(pid);
      while (timesRun(pid) < before + TIMES_BETWEEN) await new Promise(setImmediate);
    }
  }

  /** How often the process has had a core. */
  function timesRun(pid: number): number {
    return Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[2]);
  }

  test("makes the latencies invalid, although no stall is long", async () => {
    const pool = await start();
    try {
      await pool.open(1_000, signal);
      let sequence = 0;
      const send = () => {
        sequence += 1;
        const data = writePayload({ sequence, intendedMs: wallMs() }, 100);
        for (const stream of streams) stream.enqueue(`id:${sequence}\ndata:${data}\n\n`);
      };
      for (let stop = 0; stop < STOPS; stop++) await stopOnce(pool, send);
      const account = await pool.collect(sequence);
      expect(account.strain.longestLagMs).toBeGreaterThanOrEqual(SEEN_MS);
      const findings = checkClients({ ...account, strain: asStopped(account.strain) });
      expect(lateness(findings)).toEqual([
        expect.stringMatching(/^the clients themselves were \d+ ms late \(p99\), beside a p99 of/),
      ]);
    } finally {
      await pool.stop();
    }
  });

  test("makes the times of opening invalid", async () => {
    const pool = await start();
    try {
      const opened: PoolOpened[] = [];
      const opening = pool.open(COUNT, signal).then((outcome) => opened.push(outcome));
      while (opened.length === 0) await stopOnce(pool);
      await opening;
      const [outcome] = opened;
      if (outcome === undefined) throw new Error("no client has opened");
      expect(outcome.strain.longestLagMs).toBeGreaterThanOrEqual(SEEN_MS);
      const findings = checkOpening({ ...outcome, strain: asStopped(outcome.strain) });
      expect(lateness(findings)).toEqual([
        expect.stringMatching(
          /^while clients opened, the clients themselves were \d+ ms late \(p99\)/,
        ),
      ]);
    } finally {
      await pool.stop();
    }
  });
});
