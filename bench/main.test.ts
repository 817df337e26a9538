/** The bench's command line as people and scripts use it: real hub, real clients, exit codes and files. */

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expectKnown } from "./test-measures.ts";
import { readResult } from "./result/read.ts";
import { sampleResult } from "./report/result.fixture.ts";
import type { BenchResult, ScenarioResult } from "./result/result.ts";
import { runBench, spawnBench as spawnTheBench } from "./test-bench.ts";

const MAIN = join(import.meta.dir, "main.ts");
/** What a run of before has left. */
const STORED = join(import.meta.dir, "result/fixtures/run.json");
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "streamgauge-bench-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const spawnBench = (...argv: string[]) => spawnTheBench(argv);
const bench = (...argv: string[]) => runBench(argv);

/** Reads a result, and checks that thresholds accept everything its scenarios measured. */
async function readFile(name: string): Promise<BenchResult> {
  const result = readResult(await Bun.file(join(folder, name)).text(), name);
  expectKnown(result.scenarios);
  return result;
}

function figures({ metrics }: ScenarioResult, ...names: string[]) {
  return names.map((name) => metrics[name]?.value);
}

/** Small loads: the tests are about the account, not about speed. */
const small = ["--connections", "50", "--rate", "20", "--duration", "1", "--warmup", "0"];

describe("bun run bench", () => {
  test("fan-out and reconnect leave a result in which nothing is lost, twice or out of order, and judge it", async () => {
    const json = join(folder, "r.json");
    const markdown = join(folder, "r.md");
    const files = ["--json", json, "--markdown", markdown];
    const thresholds = ["--threshold", "lost==0", "--threshold", "latency.p50_ms<0"];
    const run = await bench("fan-out", "reconnect", ...small, ...thresholds, ...files);
    expect(run.stdout).toContain("1,000 deliveries expected, 0 lost, 0 duplicated, 0 out of order");
    // On a machine too busy for this small load the run is invalid, and that comes first.
    expect(run.code).toBe(run.stdout.includes("INVALID") ? 3 : 99);
    expect(run.stderr).toContain("Threshold failed: latency.p50_ms<0 (fan-out)");
    expect(run.stderr).not.toContain("lost==0");
    const { scenarios, environment } = await readFile("r.json");
    for (const { series } of scenarios) {
      expect(series["server.rss_mb"]?.values[0]).toBeGreaterThan(1);
      expect(series["server.cpu_percent"]?.values.some((percent) => percent !== null)).toBe(true);
    }
    expect(scenarios.map(({ name }) => name)).toEqual(["fan-out", "reconnect"]);
    for (const scenario of scenarios) {
      expect(figures(scenario, "delivered_ratio", "lost", "duplicated", "out_of_order")).toEqual([
        1, 0, 0, 0,
      ]);
      expect(scenario.metrics["latency.p99_ms"]?.samples).toBe(1_000);
      expect(scenario.partial).toBe(false);
    }
    expect(scenarios[1] && figures(scenarios[1], "recovered_ratio")).toEqual([1]);
    expect(environment.command).toStartWith("bun run bench fan-out reconnect");
    expect(await Bun.file(markdown).text()).toContain("| `latency.p99_ms` |");
  }, 60_000);

  test("connect and publish each report what they measure", async () => {
    const json = join(folder, "cp.json");
    await bench("connect", "publish", "--connections", "50", "--duration", "1", "--json", json);
    const [connect, publish] = (await readFile("cp.json")).scenarios;
    if (connect === undefined || publish === undefined) throw new Error("two scenarios");
    expect(figures(connect, "opened_ratio", "failed")).toEqual([1, 0]);
    expect(connect.metrics["connect.p99_ms"]?.samples).toBe(50);
    expect(publish.metrics["publish.requests_per_second"]?.value).toBeGreaterThan(0);
    expect(figures(publish, "lost", "duplicated")).toEqual([0, 0]);
  }, 60_000);

  test("report draws a stored result", async () => {
    const html = join(folder, "s.html");
    const csv = join(folder, "s.csv");
    const junit = join(folder, "s.xml");
    const run = await bench("report", STORED, "--html", html, "--csv", csv, "--junit", junit);
    expect([run.code, run.stdout.includes("fan-out: 20 connections")]).toEqual([0, true]);
    expect(await Bun.file(html).text()).toContain("Content-Security-Policy");
    expect(await Bun.file(csv).text()).toContain("fan-out,latency.p99_ms");
    expect(await Bun.file(junit).text()).toContain("<testsuite");
  });

  test("compare reads two results, and fails when events are lost that were not before", async () => {
    const same = await bench("compare", STORED, STORED);
    expect([same.code, same.stdout.includes("No more events were lost")]).toEqual([0, true]);
    const worse = (await Bun.file(STORED).text()).replace(/("lost": \{\s*"value": )0/, "$17");
    await Bun.write(join(folder, "head.json"), worse);
    const run = await bench("compare", STORED, join(folder, "head.json"));
    expect([run.code, run.stdout.includes("lost went from 0 to 7")]).toEqual([99, true]);
  });
});

/** A busy loop on the first core, which ends by itself. */
function hog(niceness: number, seconds: number) {
  const loop = ["timeout", `${seconds}`, "sh", "-c", "while :; do :; done"];
  return Bun.spawn(["taskset", "-c", "0", "nice", "-n", `${niceness}`, ...loop]);
}

/** The bench on the first core, and `count` loops beside it from its first events on. */
async function benchBeside(
  count: number,
  { niceness, seconds }: { niceness: number; seconds: number },
  ...argv: string[]
): Promise<{ code: number; stdout: string }> {
  const child = Bun.spawn(
    ["taskset", "-c", "0", "nice", "-n", "5", process.execPath, MAIN, "fan-out", ...argv],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  const stdout = new Response(child.stdout).text();
  let hogs: Bun.Subprocess[] = [];
  let shown = "";
  for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
    shown += text;
    const isUnderWay = hogs.length === 0 && / [1-9][\d,]* events received/.test(shown);
    if (isUnderWay) hogs = Array.from({ length: count }, () => hog(niceness, seconds));
  }
  await Promise.all(hogs.map(({ exited }) => exited));
  expect(hogs.length).toBe(count);
  return { code: await child.exited, stdout: await stdout };
}

describe("a starved generator", () => {
  test("makes the run invalid, and is not blamed on the server", async () => {
    // Loops of higher priority want the one core that is there for everything.
    const hogs = { niceness: 0, seconds: 3 };
    const load = ["--connections", "300", "--rate", "20", "--duration", "3", "--warmup", "0"];
    const run = await benchBeside(4, hogs, ...load);
    expect(run.stdout).toContain("INVALID");
    expect(run.stdout).toMatch(
      /! .*(waited for a core|publisher was|stalled|the clients themselves were)/,
    );
    expect(run.code).toBe(3);
  }, 60_000);
});

describe("a busy loop beside the clients", () => {
  test("makes the run invalid, although it only takes what is left", async () => {
    const hogs = { niceness: 19, seconds: 4 };
    const load = ["--connections", "50", "--rate", "10", "--duration", "3", "--warmup", "0"];
    const run = await benchBeside(1, hogs, ...load);
    expect(run.stdout).toMatch(/! .*other programs used \d+ % of the machine/);
    expect(run.code).toBe(3);
  }, 60_000);
});

describe("Ctrl-C", () => {
  test("leaves a marked partial result, a true account and no process", async () => {
    const json = join(folder, "partial.json");
    const child = spawnBench(
      "fan-out",
      "--connections",
      "50",
      "--rate",
      "20",
      "--duration",
      "600",
      "--json",
      json,
    );
    const progress = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
    let shown = "";
    while (!shown.includes("events received")) shown += (await progress.read()).value ?? "";
    // As a terminal does: the whole foreground group gets the signal.
    process.kill(-child.pid, "SIGINT");
    expect(await child.exited).toBe(3);
    const [scenario] = (await readFile("partial.json")).scenarios;
    if (scenario === undefined) throw new Error("one scenario");
    expect(scenario.partial).toBe(true);
    expect(figures(scenario, "lost", "duplicated")).toEqual([0, 0]);
    expect(() => process.kill(-child.pid, 0)).toThrow();
  }, 60_000);
});

test("a report on standard output is the only thing there", async () => {
  const stored = join(folder, "stored.json");
  await Bun.write(stored, JSON.stringify(sampleResult));
  const asJson = await bench("report", stored, "--json", "-");
  expect([asJson.code, JSON.parse(asJson.stdout)]).toEqual([
    0,
    JSON.parse(JSON.stringify(sampleResult)),
  ]);
  expect(asJson.stderr).toContain("deliveries expected");
  const asMarkdown = await bench("report", stored, "--markdown", "-");
  expect(asMarkdown.stdout).toStartWith("#");
});

describe("what cannot run", () => {
  test.each([
    [["--connections", "-5"], "--connections is '-5': expected a whole number from 1"],
    [["fan-in"], "There is no scenario 'fan-in'"],
    [
      ["fan-out", "--json", "/no/such/r.json"],
      "Cannot write /no/such/r.json: there is no folder /no/such",
    ],
    [["ab", "--base", "HEAD", "--html", "/no/such/a.html"], "there is no folder /no/such"],
    [["fan-out", "--json", "-", "--csv", "-"], "Only one report can go to standard output"],
    [["fan-out", "--url", "http://127.0.0.1:1/"], "Cannot reach http://127.0.0.1:1/events"],
    [["compare", "no.json", "such.json"], "Cannot read no.json: there is no such file"],
    [["fan-out", "--connections", "150000"], "could hold"],
  ])("%j exits with 2 and one clear line, without a stack", async (argv, message) => {
    const run = await bench(...argv);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(message);
    expect(run.stderr).not.toMatch(/\n\s+at /);
  });

  test("a URL that is not an event stream exits with 2 and says what it answered", async () => {
    using server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: () => new Response("hello"),
    });
    const run = await bench("fan-out", "--url", server.url.href);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(
      "is not an event stream: it answered 200 with content type text/plain",
    );
  });
});
