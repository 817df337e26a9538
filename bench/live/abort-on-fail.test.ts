import { describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readResult } from "../result/read.ts";
import { LatencyHistogram } from "../stats/latency.ts";
import { runBench } from "../test-bench.ts";
import { readThreshold, type Threshold } from "../threshold.ts";
import { AbortOnFail } from "./abort-on-fail.ts";
import type { Sample } from "./sampler.ts";
import { serveSlowly } from "./test-slow-server.ts";

const KNOWN = ["latency.p99_ms", "latency.max_ms", "failed"];

function guardOf(...expressions: string[]) {
  const run = new AbortOnFail((scenario) => (scenario === "fan-out" ? KNOWN : []));
  const thresholds = expressions.map((text) => readThreshold(text));
  const judged = thresholds.filter((one): one is Threshold => one !== undefined);
  return { run, newScenario: () => run.judging(judged) };
}

/** A sample of a second with one event of this latency, as all before it; `undefined` for no event. */
function second(ms: number | undefined, changes: Partial<Sample> = {}): Sample {
  const latency = new LatencyHistogram();
  if (ms !== undefined) latency.record(ms);
  const time = { atMs: 0, elapsedMs: 0, leftMs: undefined };
  const part = { scenario: "fan-out", transport: "sse", phase: "publishing" } as const;
  const figures = { counts: undefined, deliveries: 1, latency, latencySoFar: latency };
  return { ...part, ...time, ...figures, isLast: false, ...changes };
}

function hasFailedAfter(
  { run, newScenario }: ReturnType<typeof guardOf>,
  ...samples: readonly Sample[]
): boolean[] {
  const onSample = newScenario();
  return samples.map((sample) => {
    onSample(sample);
    return run.signal.aborted;
  });
}

describe("AbortOnFail", () => {
  test("judges latency once two seconds had events", () => {
    const [slow, none] = [second(500), second(undefined)];
    const samples = [none, slow, none, slow, none, slow];
    expect(hasFailedAfter(guardOf("latency.p99_ms<100"), ...samples)).toEqual([
      false,
      false,
      false,
      false,
      false,
      true,
    ]);
  });

  test("settles again in the next scenario", () => {
    const guard = guardOf("latency.p99_ms<100");
    expect(hasFailedAfter(guard, second(1), second(1), second(1)).at(-1)).toBe(false);
    expect(hasFailedAfter(guard, second(500), second(500), second(500))).toEqual([
      false,
      false,
      true,
    ]);
  });

  test("judges the number of failed clients at once", () => {
    const counts = { connections: 9, open: 8, failed: 1, recovered: 0, received: 0 };
    expect(hasFailedAfter(guardOf("failed<2"), second(undefined, { counts }))).toEqual([false]);
    expect(hasFailedAfter(guardOf("failed==0"), second(undefined, { counts }))).toEqual([true]);
  });

  test("ignores what is met, what is known only at the end, and what another scenario measures", () => {
    const slow = Array.from({ length: 4 }, () => second(500));
    const others = slow.map((sample) => ({ ...sample, scenario: "transports" }));
    const holding = guardOf("latency.p99_ms<1000", "lost<0");
    expect(hasFailedAfter(holding, ...slow)).not.toContain(true);
    expect(hasFailedAfter(guardOf("latency.p99_ms<100"), ...others)).not.toContain(true);
  });

  test("keeps the outcome that ended the run, even if the metric recovers", () => {
    const guard = guardOf("latency.p99_ms<100");
    hasFailedAfter(guard, second(500), second(500), second(500));
    const outcome = { expression: "latency.p99_ms<100", scenario: "fan-out", isMet: true };
    const other = { ...outcome, scenario: "reconnect", value: 7 };
    expect(guard.run.overrule([{ ...outcome, value: 5 }, other])).toEqual([
      { ...outcome, value: 500, isMet: false },
      other,
    ]);
  });
});

test.concurrent(
  "a run against a slow server ends long before its time, with its partial result and 99",
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "streamgauge-abort-"));
    try {
      using server = serveSlowly(200);
      const json = join(folder, "r.json");
      const load = ["-c", "5", "-r", "20", "-d", "10m", "--url", server.url];
      const thresholds = ["--threshold", "latency.p50_ms<100", "--threshold", "lost==0"];
      const rest = ["--abort-on-fail", "--json", json];
      const run = await runBench(["fan-out", "reconnect", ...load, ...thresholds, ...rest]);
      expect(run.stderr).toContain("Threshold failed: latency.p50_ms<100 (fan-out)");
      expect(run.code).toBe(99);
      expect(run.stdout).toContain("Ended early by --abort-on-fail: latency.p50_ms<100 had failed");
      const { scenarios, thresholds: outcomes } = readResult(await Bun.file(json).text(), json);
      expect(scenarios.map(({ name, partial }) => [name, partial])).toEqual([["fan-out", true]]);
      expect(scenarios[0]?.metrics["lost"]?.value).toBe(0);
      expect(outcomes).toEqual([
        expect.objectContaining({ expression: "latency.p50_ms<100", isMet: false }),
        expect.objectContaining({ expression: "lost==0", isMet: true }),
      ]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
  60_000,
);

describe.concurrent("--abort-on-fail with a user's own scenario", () => {
  const inbox = join(import.meta.dir, "../examples/inbox.ts");

  test("ends it like any other", async () => {
    const load = ["-c", "500", "-d", "10m"];
    const threshold = ["--threshold", "latency.p50_ms<0"];
    const { code, stderr } = await runBench([inbox, ...load, ...threshold, "--abort-on-fail"]);
    expect([code, stderr.includes("Threshold failed: latency.p50_ms<0 (inbox)")]).toEqual([
      99,
      true,
    ]);
  }, 60_000);

  test("is refused if none of its thresholds is known before the end", async () => {
    const { code, stderr } = await runBench([inbox, "--abort-on-fail"]);
    expect(code).toBe(2);
    expect(stderr).toContain(
      "--abort-on-fail needs a --threshold on a metric that is known during",
    );
  });
});
