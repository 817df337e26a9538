import { describe, expect, test } from "bun:test";
import { readCommand } from "./command.ts";

const read = (...argv: string[]) => readCommand(argv);

describe("bench ab", () => {
  test("compares the working tree with a revision, by the usual rules", () => {
    expect(read("ab", "--base", "main")).toMatchObject({
      kind: "ab",
      base: { kind: "revision", ref: "main" },
      head: { kind: "revision", ref: "worktree" },
      maxRegression: 0.05,
      maxLatencyRatio: 1.5,
      budgetS: 600,
      seed: 1,
      isStrict: false,
      gate: undefined,
      noiseFile: ".streamgauge/noise-floor.json",
    });
  });

  test("takes addresses, and commands with or without the revision to run them in", () => {
    const command = read(
      ..."ab --base-url http://127.0.0.1:9/s --head main --path /stream --publish-path /p".split(
        " ",
      ),
      "--head-cmd",
      "node server.js",
    );
    const paths = { events: "/stream", publish: "/p" };
    expect(command).toMatchObject({
      base: { kind: "address", url: new URL("http://127.0.0.1:9/s"), paths },
      head: { kind: "command", command: "node server.js", ref: "main", paths },
    });
  });

  test("publishes where it subscribes, unless told otherwise", () => {
    expect(read("ab", "--base-cmd", "node s.js", "--path", "/stream")).toMatchObject({
      base: { ref: undefined, paths: { events: "/stream", publish: "/stream" } },
    });
  });

  test("takes the flags that the verdict depends on", () => {
    const flags =
      "--max-regression 2.5 --max-latency-ratio 2 --budget 90s --seed 7 --strict --gate lost,duplicated";
    expect(read("ab", "--base", "main", ...flags.split(" "))).toMatchObject({
      maxRegression: 0.025,
      maxLatencyRatio: 2,
      budgetS: 90,
      seed: 7,
      isStrict: true,
      gate: ["lost", "duplicated"],
    });
  });

  test.each([
    [[], "Say what to compare with: --base REF, --base-url URL or --base-cmd COMMAND"],
    [["main"], "ab takes flags only, not 'main'"],
    [["--base", "a", "--base-url", "http://b"], "--base-url cannot be combined with --base"],
    [["--base-url", "ftp://b"], "--base-url is 'ftp://b': expected an http: or https: address"],
    [["--base", "a", "--budget", "soon"], "--budget is 'soon': expected a time from"],
    [["--base", "a", "--gate", "lost,speed"], "--gate is 'lost,speed': expected some of lost, "],
    [["--base-cmd", "x", "--path", "events"], "--path is 'events': expected a path"],
    [["--base", "a", "--max-regression", "-1"], "--max-regression is '-1': expected a number"],
    [["--base", "a", "--max-latency-ratio", "0.5"], "--max-latency-ratio is '0.5': expected a num"],
    [["--base", "a", "--rounds", "5"], "--rounds does not go with ab: it is for peers, calibrate"],
    [["--base", "a", "--threshold", "latency.p98_ms<5"], "did you mean latency.p99_ms?"],
    [["--base", "a", "--csv", "x.csv"], "--csv does not go with ab"],
  ])("%j is refused", (argv, fault) => {
    const command = read("ab", ...argv);
    if (command.kind !== "faults") throw new Error("no fault was found");
    expect(command.faults.join("\n")).toContain(fault);
  });
});

test("bench calibrate compares the working tree with itself", () => {
  expect(read("calibrate", "--rounds", "12", "--file", "floor.json")).toMatchObject({
    kind: "calibrate",
    side: { kind: "revision", ref: "worktree" },
    pairs: 12,
    noiseFile: "floor.json",
  });
  expect(read("calibrate", "--head", "main")).toMatchObject({
    side: { kind: "revision", ref: "main" },
    pairs: 10,
  });
});
