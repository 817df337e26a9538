/** The text of `bun run bench --help`, and of the help for one command or scenario; made from the table of flags. */

import { commonLines, flagLine, helpLine } from "#flags";
import { endpointScenario } from "../endpoint/endpoint-scenario.ts";
import { peers } from "../servers/peers.ts";
import { scenarios } from "../scenarios/index.ts";
import { FLAG_NAMES, type FlagName, flagOf } from "./flags.ts";
import { type CommandName, COMMANDS, isCommand, OWN, type Taker } from "./takers.ts";

interface Words {
  readonly usage: string;
  readonly about: string;
}

const WORDS: Readonly<Record<CommandName, Words>> = {
  doctor: { usage: "doctor URL", about: "examines a stream and says what to fix" },
  peers: {
    usage: "peers [NAME …]",
    about: "compares this hub with other servers: all, or those named",
  },
  ab: {
    usage: "ab --base REF",
    about: "tells whether the working tree is slower than a revision",
  },
  calibrate: {
    usage: "calibrate",
    about: "finds the smallest difference that this machine can show",
  },
  floor: {
    usage: "floor",
    about: "measures the bench itself, against a server that does next to nothing",
  },
  compare: {
    usage: "compare A.json B.json",
    about: "compares two stored results, or two comparisons",
  },
  history: { usage: "history H.jsonl A.json", about: "adds a result to a history and draws it" },
  report: {
    usage: "report A.json --html F",
    about: "draws a stored result, comparison or history",
  },
};

const EXAMPLES = [
  ["", "runs the standard suite against a hub that it starts"],
  ["fan-out reconnect", "runs these scenarios"],
  ["my-load.ts", "runs a scenario of your own; see bench/examples"],
  ["--url http://127.0.0.1:3000", "measures a running hub"],
  ["--url https://host/path", "measures any other SSE endpoint"],
] as const;

const EXIT_CODES = `Exit codes
  0 pass   1 internal error   2 usage   3 the run is invalid, or was interrupted   4 inconclusive, with --strict
  99 a threshold failed, or a comparison found a regression
`;

const USAGE_WIDTH = 43;

/** For everything, or for one command or scenario. */
export function helpText(of: Taker | undefined): string {
  return of === undefined ? helpOfAll() : helpOfOne(of);
}

function helpOfAll(): string {
  const commands = COMMANDS.map((name) => [WORDS[name].usage, WORDS[name].about] as const);
  const usage = [
    ...EXAMPLES,
    ...commands,
    ["help NAME", "explains one scenario or command"] as const,
  ];
  const lines = usage.map(
    ([words, about]) => `  ${`bun run bench ${words}`.trimEnd().padEnd(USAGE_WIDTH)} ${about}`,
  );
  return [
    "Streamgauge's bench: measures a Server-Sent Events hub with real connections.",
    section("Usage", lines),
    section("Scenarios", scenarioLines()),
    section(
      "Peers",
      peers.map(({ name, about }) => helpLine(name, about)),
    ),
    section("Flags", flagLines(FLAG_NAMES)),
    EXIT_CODES,
  ].join("\n\n");
}

function helpOfOne(taker: Taker): string {
  const own = FLAG_NAMES.filter((name) => flagOf(name).takers.includes(taker));
  const { usage, about } = isCommand(taker)
    ? WORDS[taker]
    : { usage: taker, about: summaryOf(taker) };
  return [`bun run bench ${usage}: ${about}`, section("Flags", flagLines(own)), EXIT_CODES].join(
    "\n\n",
  );
}

function section(title: string, lines: readonly string[]): string {
  return [title, ...lines].join("\n");
}

function allScenarios() {
  return [...scenarios, endpointScenario()];
}

function scenarioLines(): string[] {
  return allScenarios().map(({ name, summary }) => helpLine(name, summary));
}

function summaryOf(taker: Taker): string {
  if (taker === OWN) return "runs a scenario of your own; see bench/examples";
  return allScenarios().find(({ name }) => name === taker)?.summary ?? "";
}

function flagLines(names: readonly FlagName[]): string[] {
  const lines = names.map((name) => {
    const flag = flagOf(name);
    const isOfFew = names.length === FLAG_NAMES.length && flag.takers.length <= FEW;
    const about = isOfFew ? `${flag.takers.join(", ")}: ${flag.about}` : flag.about;
    return flagLine(name, flag, about);
  });
  return [...lines, ...commonLines("the bench")];
}

/** The list of all flags names the commands that take a flag if there are no more than this. */
const FEW = 3;
