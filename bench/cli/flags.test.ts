/** Proves for each flag and each command or scenario that the flag is either used or refused. */

import { describe, expect, test } from "bun:test";
import { scenarios, standardSuite } from "../scenarios/index.ts";
import { readCommand } from "./command.ts";
import { FLAG_NAMES, type FlagName, flagOf } from "./flags.ts";
import { helpText } from "./help.ts";
import { liveMeasuresOf, measuresOf } from "./measures.ts";
import { COMMANDS, ENDPOINT, isScenario, OWN, SCENARIOS, SUITE, type Taker } from "./takers.ts";

const TAKERS: readonly Taker[] = [...SCENARIOS, OWN, ...COMMANDS];
const URL_FLAG = ["--url", "http://127.0.0.1:9/events"];
const PUBLISH_URL = ["--publish-url", "http://127.0.0.1:9/events"];
const TOKEN = { TOKEN: "t" };

/** A command line that is valid without the flag. */
function wordsFor(taker: Taker): string[] {
  if (taker === "ab") return ["ab", "--base-cmd", "true"];
  if (taker === "compare") return ["compare", "a", "b"];
  if (taker === "doctor") return ["doctor", "http://127.0.0.1:9/events"];
  if (taker === "history" || taker === "report") return [taker, "a"];
  return taker === ENDPOINT ? [taker, ...URL_FLAG] : [taker];
}

/** Values that differ from every default. */
const VALUES: Readonly<Partial<Record<FlagName, string>>> = {
  "bearer-env": "TOKEN",
  "benchmark-action": "f",
  budget: "7m",
  "cut-by": "drain",
  duration: "7s",
  gate: "lost",
  header: "A: b",
  "publish-header": "A: b",
  objective: "lost<7",
  path: "/seven",
  "publish-body": "{data}",
  "publish-path": "/seven",
  size: "777",
  stages: "7s:7",
  transport: "ws",
  ...Object.fromEntries(
    ["url", "origin", "watch", "otlp", "base-url", "head-url", "publish-url"].map((name) => [
      name,
      "http://127.0.0.1:7/s",
    ]),
  ),
};

/** The value, where it depends on the command. */
function ownValue(name: FlagName, taker: Taker): string | undefined {
  if (name === "url" && taker === "peers") return "x=http://127.0.0.1:7/s";
  if (name !== "threshold") return undefined;
  const isMeasuring = isScenario(taker) || taker === "peers" || taker === "ab";
  return isMeasuring ? `${measuresOf([taker])[0]}<7` : "lost<7";
}

/** The flags that another flag requires, except --url. */
const NEEDED: Readonly<Record<string, (taker: Taker) => string[]>> = {
  "publish-url": () => PUBLISH_URL,
  threshold: (taker) => ["--threshold", `${liveMeasuresOf(taker)[0] ?? "lost"}<7`],
};

function flagWords(name: FlagName, taker: Taker): string[] {
  const { kind, needs } = flagOf(name);
  const isRun = isScenario(taker) || taker === OWN;
  const beside = isRun && needs === "url" && taker !== ENDPOINT ? URL_FLAG : [];
  const more = needs === undefined ? [] : (NEEDED[needs]?.(taker) ?? []);
  const value = ownValue(name, taker) ?? VALUES[name] ?? "7";
  return [...beside, ...more, `--${name}`, ...("isSwitch" in kind ? [] : [value])];
}

/** The words a flag requires, or those it takes the place of. */
function baseFor(name: FlagName, taker: Taker): string[] {
  if (taker === "ab" && name.startsWith("base")) return ["ab"];
  if (taker === ENDPOINT && name === "url") return [taker];
  if (taker === "calibrate" && name.endsWith("path")) return [taker, "--head-cmd", "true"];
  return wordsFor(taker);
}

const pairs = TAKERS.flatMap((taker) => FLAG_NAMES.map((name) => [taker, name] as const));

describe("each flag of each command", () => {
  test("is used by those that take it: the command changes with it", () => {
    const unused = pairs
      .filter(([taker, name]) => flagOf(name).takers.includes(taker))
      .filter(([taker, name]) => {
        const words = flagWords(name, taker);
        const before = words.slice(0, words.indexOf(`--${name}`));
        const [without, withIt] = [
          readCommand([...baseFor(name, taker), ...before], TOKEN),
          readCommand([...baseFor(name, taker), ...words], TOKEN),
        ];
        return withIt.kind === "faults" || Bun.deepEquals(without, withIt, true);
      });
    expect(unused).toEqual([]);
  });

  test("is refused by the others, and the message names those that take it", () => {
    const accepted = pairs
      .filter(([taker, name]) => !flagOf(name).takers.includes(taker))
      .filter(([taker, name]) => {
        const command = readCommand([...wordsFor(taker), ...flagWords(name, taker)], TOKEN);
        const text = command.kind === "faults" ? command.faults.join("\n") : "";
        return !text.includes(`--${name} does not go with ${taker}`);
      });
    expect(accepted).toEqual([]);
  });

  test("is in the help of those that take it, and in no other", () => {
    for (const taker of TAKERS) {
      const shown = new Set(helpText(taker).match(/(?<=^.{2,6})--[a-z-]+/gm));
      const own = FLAG_NAMES.filter((name) => flagOf(name).takers.includes(taker));
      expect([...shown].toSorted()).toEqual(
        [...own.map((name) => `--${name}`), "--help", "--version"].toSorted(),
      );
    }
  });
});

test("a run takes a flag if at least one of its scenarios does", () => {
  expect(readCommand(["fan-out", "slow-readers", "--slow", "7"]).kind).toBe("run");
  expect(readCommand(["fan-out", "churn", "--slow", "7"]).kind).toBe("faults");
});

test("the table has exactly the bench's scenarios", () => {
  expect([...scenarios.map(({ name }) => name), ENDPOINT].toSorted()).toEqual(
    [...SCENARIOS].toSorted(),
  );
  expect(standardSuite.map(({ name }) => name)).toEqual([...SUITE]);
});

test.each([
  ["--connections", "10k", { connections: 10_000 }],
  ["-c", "1e4", { connections: 10_000 }],
  ["-c", "2.5k", { connections: 2_500 }],
  ["-r", "0.5", { rate: 0.5 }],
  ["-r", "1.5k", { rate: 1_500 }],
  ["-d", "10m", { durationS: 600 }],
  ["-d", "90", { durationS: 90 }],
  ["--duration", "1.5h", { durationS: 5_400 }],
  ["--duration", "250ms", { durationS: 0.25 }],
])("%s %s is read", (flag, text, load) => {
  expect(readCommand(["fan-out", flag, text])).toMatchObject({ load });
});

test.each([
  ["--connections", "1.5"],
  ["--connections", "0"],
  ["--connections", "10g"],
  ["--connections", ""],
  ["--duration", "10 m"],
  ["--duration", "m"],
  ["--duration", "25h"],
  ["--duration", "0s"],
])("%s '%s' is refused, and the message says what is expected", (flag, text) => {
  const command = readCommand(["fan-out", flag, text]);
  expect(command).toEqual({
    kind: "faults",
    faults: [expect.stringContaining(`${flag} is '${text}': expected a `)],
  });
});

test.each([
  [["fan-out", "--json"], "--json needs a value: --json FILE"],
  [["fan-out", "--json", "--html", "a.html"], "--json needs a value: --json FILE"],
  [["ab", "--base", "main", "--strict=yes"], "--strict takes no value, but got 'yes'"],
  [["fan-out", "--header", "A: b"], "--header needs --url"],
  [["doctor", "http://h/", "--publish-header", "A: b"], "--publish-header needs --publish-url"],
  [["doctor", "http://h/", "--header", "no colon"], "--header is 'no colon': expected a header"],
  [["doctor", "http://h/", "--header", "A: b\r\nC: d"], "--header is 'A: b"],
  [
    ["doctor", "http://h/", "--publish-url", "/p", "--publish-body", "{n}"],
    "--publish-body is '{n}'",
  ],
  [["fan-out", "--url", "https://h", "--transport", "ws"], "over https: only sse is measured"],
  [["fan-out", "--threshold", "latencyp99_ms<5"], "did you mean latency.p99_ms?"],
  [["fan-out", "--threshold", "churned>1"], "--threshold is 'churned>1': fan-out measures"],
  [["peers", "--threshold", "churned>1"], "--threshold is 'churned>1': peers measures"],
  [["saturate", "--objective", "connect.p99_ms<5"], "--objective is 'connect.p99_ms<5'"],
  [["fan-out", "--abort-on-fail"], "--abort-on-fail needs --threshold"],
  [
    ["fan-out", "--abort-on-fail", "--threshold", "lost<1"],
    "a metric that is known during the run: latency.",
  ],
  [["docter"], "did you mean doctor?"],
  [["help", "fanout"], "did you mean fan-out?"],
])("%j is refused: %s", (argv, fault) => {
  const command = readCommand(argv);
  expect(command.kind === "faults" && command.faults.join("\n")).toContain(fault);
});

test("a word after an unknown option is taken as its value", () => {
  expect(readCommand(["--conections", "5"])).toEqual({
    kind: "faults",
    faults: ["Unknown option '--conections'; did you mean --connections?"],
  });
});

test.each([
  [["--help"], { kind: "help", of: undefined }],
  [["help"], { kind: "help", of: undefined }],
  [["help", "ab"], { kind: "help", of: "ab" }],
  [["fan-out", "-h"], { kind: "help", of: "fan-out" }],
  [["--version"], { kind: "version" }],
] as const)("%j is answered", (argv, command) => {
  expect(readCommand([...argv])).toEqual(command);
});
