import { expect, test } from "bun:test";
import { readCommand } from "./command.ts";

function run(...argv: string[]) {
  const command = readCommand(argv);
  if (command.kind !== "run") throw new Error(JSON.stringify(command));
  return command;
}

function faults(...argv: string[]): string {
  const command = readCommand(argv);
  return command.kind === "faults" ? command.faults.join("\n") : `no faults but ${command.kind}`;
}

test("readCommand() takes scenarios and their load", () => {
  const command = run(
    "fan-out",
    "--connections",
    "5000",
    "--rate",
    "5",
    "--duration",
    "10",
    "--json",
    "r.json",
  );
  expect(command).toMatchObject({
    scenarios: ["fan-out"],
    load: { connections: 5000, rate: 5, durationS: 10, sizeBytes: undefined },
    outputs: { json: "r.json", html: undefined },
    url: undefined,
  });
});

test("readCommand() without a scenario asks for the standard suite", () => {
  expect(run().scenarios).toEqual([]);
});

test("readCommand() takes thresholds more than once", () => {
  const { thresholds } = run("--threshold", "latency.p99_ms<50", "--threshold", "lost==0");
  expect(thresholds.map(({ metric, operator, limit }) => [metric, operator, limit])).toEqual([
    ["latency.p99_ms", "<", 50],
    ["lost", "==", 0],
  ]);
});

test.each([
  [["--connections", "-5"], "--connections is '-5': expected a whole number from 1 to"],
  [["--connections", "1.5"], "--connections is '1.5': expected a whole number"],
  [["--rate", "fast"], "--rate is 'fast': expected a number from"],
  [["fan-in"], "did you mean fan-out?"],
  [["--url", "ftp://x"], "--url is 'ftp://x': expected an http: or https: address"],
  [["--url", "nowhere"], "--url is 'nowhere'"],
  [
    ["--threshold", "p99 is small"],
    "--threshold is 'p99 is small': expected a metric and its limit",
  ],
  [["--conections", "5"], "Unknown option '--conections'; did you mean --connections?"],
  [["compare", "a.json"], "compare takes two files, not 1"],
])("readCommand() refuses %j", (argv, fault) => {
  expect(faults(...argv)).toContain(fault);
});

test("readCommand() takes one result or two to report on", () => {
  expect(readCommand(["report", "a.json", "--html", "a.html"])).toMatchObject({
    kind: "report",
    files: ["a.json"],
    outputs: { html: "a.html" },
  });
  expect(faults("report")).toContain("report takes one or two files, not 0");
});

test("readCommand() takes stages, bursts and the way to cut the streams", () => {
  const { load } = run("reconnect", "--stages", "1s:5,2s:0", "--burst", "3", "--cut-by", "drain");
  expect(load).toMatchObject({
    burst: 3,
    cutBy: "drain",
    stages: [{ ratePerS: 5 }, { ratePerS: 0 }],
  });
  expect(
    faults("--stages", "soon", "--cut-by", "axe", "--transport", "tcp").split("\n").length,
  ).toBe(3);
});

test.each([
  [["fan-out", "--url", "http://127.0.0.1:9"], "cannot be combined with --url: a running hub has"],
  [["ab", "--base-cmd", "true", "--head-cmd", "true"], "expected --base or --head to name one"],
  [["calibrate", "--head-url", "http://127.0.0.1:9"], "expected --base or --head to name one"],
  [["compare", "a", "b"], "--hub-threads does not go with compare"],
])("readCommand() refuses --hub-threads where no hub is started: %j", (argv, fault) => {
  expect(faults(...argv, "--hub-threads", "4")).toContain(fault);
});

test("readCommand() takes a number of hub threads, or auto, also for one of two sides", () => {
  expect(run("fan-out", "--hub-threads", "4").load.hubThreads).toBe(4);
  expect(readCommand(["peers", "--url", "x=http://h", "--hub-threads", "auto"])).toMatchObject({
    load: { hubThreads: "auto" },
  });
  expect(readCommand(["ab", "--base-cmd", "true", "--hub-threads", "2"]).kind).toBe("ab");
  expect(faults("--hub-threads", "0")).toContain("expected 'auto', or a whole number from 1 to 64");
});

test("readCommand() reports every fault at once", () => {
  expect(faults("nothing", "--rate", "0", "--size", "1").split("\n").length).toBe(3);
});
