import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BenchError } from "../bench-error.ts";
import { readCommand } from "../cli/command.ts";
import { runScenarios } from "../run.ts";
import { scenario, type ScenarioSpec } from "./define.ts";
import { badServer } from "./test-bad-server.ts";

const RIGHT: ScenarioSpec = { name: "mine", clients: { count: 10 }, loads: { rate: 5 } };

describe("scenario()", () => {
  test.each([
    ["a name in capitals", { name: "Mine" }, "name is 'Mine'"],
    ["half a client", { clients: { count: 0.5 } }, "clients has a count of 0.5"],
    ["clients without a count", { clients: {} }, "clients has a count of undefined"],
    ["no clients", { clients: [] }, "clients is empty"],
    ["no loads", { loads: [] }, "loads is empty"],
    ["a rate of 0", { loads: { rate: 0 } }, "a load has a rate of 0"],
    ["an event too small for its number", { loads: { rate: 1, size: 3 } }, "a size of 3"],
    ["a burst of nothing", { loads: { rate: 1, burst: 0 } }, "a burst of 0"],
    ["stages without any events", { loads: { stages: [{ over: 1, to: 0 }] } }, "publish nothing"],
    ["an invalid threshold", { thresholds: ["fast"] }, "thresholds has 'fast'"],
    ["no arrivals", { clients: { count: 1, arrivals: 0 } }, "0 arrivals per second"],
  ])("refuses %s", (_, change, expected) => {
    expect(() => scenario({ ...RIGHT, ...change })).toThrow(expected);
  });

  test("names every fault at once", () => {
    const wrong = { ...RIGHT, name: "", clients: [], loads: { rate: -1 } };
    expect(() => scenario(wrong)).toThrow(/name is ''[^]*rate of -1[^]*clients is empty/);
  });

  test("refuses an invalid duration in words", () => {
    const text = JSON.parse('"soon"');
    expect(() => scenario({ ...RIGHT, duration: text })).toThrow('such as 90, "90s"');
  });

  test("takes its defaults from its parts", () => {
    const { defaults } = scenario({
      ...RIGHT,
      clients: [{ count: 10 }, { stages: [{ over: "1s", to: 30 }] }],
      loads: [{ rate: 5 }, { stages: [{ over: "20s", to: 10 }], size: 50 }],
    });
    expect(defaults).toEqual({
      connections: 40,
      rate: 10,
      durationS: 20,
      sizeBytes: 100,
      warmupS: 2,
    });
  });
});

describe("a user's own file", () => {
  const folder = mkdtempSync(join(tmpdir(), "streamgauge-own-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const silent = () => ({ show() {}, done() {} });

  function write(text: string, name = "mine.ts"): string {
    const file = join(folder, `${crypto.randomUUID()}-${name}`);
    writeFileSync(file, text);
    return file;
  }

  /** The text of a scenario's file, as it could be anywhere on the disk. */
  function described(spec: string): string {
    return write(
      `import { scenario } from "streamgauge/bench";\nexport default scenario(${spec});`,
    );
  }

  async function run(file: string, ...flags: string[]) {
    const command = readCommand([file, "--warmup", "0", ...flags]);
    if (command.kind !== "run") throw new BenchError(JSON.stringify(command));
    return runScenarios(command, new AbortController().signal, silent);
  }

  const TWO = `{
    name: "mine",
    clients: [{ count: 2, topics: "a" }, { count: 3, topics: ["a", "b"] }],
    loads: [{ topic: "a", rate: 20 }, { topic: "b", rate: 10 }],
    duration: "500ms",
  }`;

  test("runs from anywhere, and accounts for every delivery of each load to each client", async () => {
    const [result] = await run(described(TWO));
    expect(result?.metrics.delivered_ratio).toMatchObject({ value: 1, samples: 10 * 5 + 5 * 3 });
    expect(result?.metrics["load2.latency.p99_ms"]?.samples).toBe(5 * 3);
    expect(result?.metrics).toMatchObject({ lost: { value: 0 }, duplicated: { value: 0 } });
  }, 30_000);

  test("keeps what a load lost in the percentiles of that load", async () => {
    await using server = badServer({ copies: (_event, _stream, topic) => (topic === "b" ? 0 : 1) });
    const [result] = await run(described(TWO), "--url", server.url);
    const p50 = (load: string) => result?.metrics[`${load}.latency.p50_ms`];
    expect(p50("load1")).toMatchObject({ value: expect.any(Number), samples: 10 * 5 });
    expect(p50("load2")).toMatchObject({ value: null, samples: 5 * 3 });
  }, 30_000);

  test.each([
    ["a missing file", "nowhere.ts", [], "there is no such file"],
    ["a default of another kind", () => write("export default {};"), [], "has no scenario"],
    ["no default", () => write("export const a = 1;"), [], "has no scenario"],
    ["a syntax error", () => write("export default ("), [], "Cannot load"],
    ["an exception", () => write("throw new Error('no luck');"), [], "no luck"],
    [
      "a faulty description",
      () => described("{ name: 'x', clients: [], loads: [] }"),
      [],
      "clients is empty",
    ],
    [
      "the name of a built-in scenario",
      () => described(TWO.replace("mine", "soak")),
      [],
      "which is the name of a built-in scenario",
    ],
    [
      "a flag for a count that the file sets",
      () => described(TWO),
      ["-c", "5"],
      "--connections does not go with",
    ],
    [
      "a flag for a size that the file sets",
      () => described(TWO),
      ["--size", "50"],
      "--size does not go with",
    ],
    [
      "a threshold on an unknown metric",
      () => described(TWO),
      ["--threshold", "loss<1"],
      "did you mean lost?",
    ],
    [
      "a missing file of tokens",
      () => described(TWO),
      ["--tokens", "none"],
      "--tokens is 'none': there is no such file",
    ],
  ])("is refused for %s", async (_, file, flags, expected) => {
    await expect(run(typeof file === "string" ? file : file(), ...flags)).rejects.toThrow(expected);
  });
});
