/** What `bun run bench --help` says, of all or of one command or scenario: made from the table of flags. */

import { askingLines, flagLine, helpLine } from "#flags";
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
  doctor: { usage: "doctor URL", about: "what to fix about a stream, in words" },
  peers: { usage: "peers [NAME …]", about: "this hub beside other servers, all or some" },
  ab: {
    usage: "ab --base REF",
    about: "is the working tree slower than a revision? with a verdict",
  },
  calibrate: { usage: "calibrate", about: "what this machine can tell at best: one side twice" },
  compare: { usage: "compare A.json B.json", about: "two stored results, or comparisons" },
  history: { usage: "history H.jsonl A.json", about: "adds a result to a history, and draws it" },
  report: {
    usage: "report A.json --html F",
    about: "a stored result, comparison or history, drawn",
  },
};

const EXAMPLES = [
  ["", "the standard suite against a hub of its own"],
  ["fan-out reconnect", "some scenarios"],
  ["my-load.ts", "a scenario of your own: see bench/examples"],
  ["--url http://127.0.0.1:3000", "against a hub that runs already"],
  ["--url https://host/path", "any other SSE endpoint"],
] as const;

const EXIT_CODES = `Exit codes
  0 pass   1 internal error   2 usage   3 the run is invalid, or was interrupted   4 inconclusive, with --strict
  99 a threshold failed, or a comparison found a regression
`;

const USAGE_WIDTH = 43;

/** Of everything, or of one taker. */
export function helpText(of: Taker | undefined): string {
  return of === undefined ? helpOfAll() : helpOfOne(of);
}

function helpOfAll(): string {
  const commands = COMMANDS.map((name) => [WORDS[name].usage, WORDS[name].about] as const);
  const usage = [...EXAMPLES, ...commands, ["help NAME", "of a scenario or command"] as const];
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
  if (taker === OWN) return "a scenario of your own: see bench/examples";
  return allScenarios().find(({ name }) => name === taker)?.summary ?? "";
}

function flagLines(names: readonly FlagName[]): string[] {
  const lines = names.map((name) => {
    const flag = flagOf(name);
    const isOfFew = names.length === FLAG_NAMES.length && flag.takers.length <= FEW;
    const about = isOfFew ? `${flag.takers.join(", ")}: ${flag.about}` : flag.about;
    return flagLine(name, flag, about);
  });
  return [...lines, ...askingLines("the bench")];
}

/** So many are named in the list of all flags. */
const FEW = 3;
