import { describe, expect, test } from "bun:test";
import { readCommand } from "../options.ts";
import { readDuration } from "./flags.ts";

const read = (...argv: string[]) => readCommand(argv, []);

describe("bench ab", () => {
  test("compares the files as they stand with a revision, by the usual rules", () => {
    expect(read("ab", "--base", "main")).toMatchObject({
      kind: "ab",
      base: { kind: "revision", ref: "main" },
      head: { kind: "revision", ref: "worktree" },
      maxRegression: 0.05,
      budgetS: 600,
      seed: 1,
      isStrict: false,
      gate: undefined,
      noiseFile: ".streamgauge/noise-floor.json",
    });
  });

  test("takes addresses, and commands with or without a revision to run them in", () => {
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

  test("takes all that judges", () => {
    const flags = "--max-regression 2.5 --budget 90s --seed 7 --strict --gate lost,duplicated";
    expect(read("ab", "--base", "main", ...flags.split(" "))).toMatchObject({
      maxRegression: 0.025,
      budgetS: 90,
      seed: 7,
      isStrict: true,
      gate: ["lost", "duplicated"],
    });
  });

  test.each([
    [[], "Say what to compare with: --base REF, --base-url URL or --base-cmd COMMAND"],
    [["main"], "ab takes flags only, not 'main'"],
    [["--base", "a", "--base-url", "http://b"], "--base-url is a side by itself"],
    [["--base-url", "ftp://b"], "--base-url is 'ftp://b': expected an http: or https: address"],
    [["--base", "a", "--budget", "soon"], "--budget is 'soon': expected a time, such as 10m"],
    [["--base", "a", "--gate", "lost,speed"], "--gate names 'speed': expected some of lost, "],
    [["--base-cmd", "x", "--path", "events"], "--path is 'events': expected a path"],
    [["--base", "a", "--max-regression", "-1"], "--max-regression is -1: expected a number"],
    [["--base", "a", "--rounds", "5"], "ab adds rounds as it needs them"],
    [["--base", "a", "--csv", "x.csv"], "ab has no series: leave out --csv"],
  ])("%j is refused", (argv, fault) => {
    const command = read("ab", ...argv);
    if (command.kind !== "faults") throw new Error("no fault was found");
    expect(command.faults.join("\n")).toContain(fault);
  });
});

test("bench calibrate measures the files as they stand beside themselves", () => {
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

test.each([
  ["10m", 600],
  ["90s", 90],
  ["1.5h", 5_400],
  ["45", 45],
  ["0s", undefined],
  ["25h", undefined],
  ["10 m", undefined],
  ["m", undefined],
  ["", undefined],
])("readDuration('%s') is %p seconds", (text, seconds) => {
  const faults: string[] = [];
  expect(readDuration("--budget", text, faults)).toBe(seconds);
  expect(faults).toHaveLength(seconds === undefined ? 1 : 0);
});
