/** The command line accepts every command in the workflows and the documents. */

import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readCommand } from "./command.ts";

const ROOT = join(import.meta.dir, "../..");
const DOCUMENTS = ["README.md", "bench/README.md", "bench/examples/README.md"];

interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly { readonly run?: string }[] }>>;
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

/** The arguments of each `run bench …` in a text; a command may continue on the next line with a flag. */
function benchCommands(text: string): string[][] {
  const lines = text.replace(/ ?\\?\n\s*(?=--\w)/g, " ");
  return [...lines.matchAll(/\brun bench((?: +(?:'[^'\n]*'|"[^"\n]*"|[^\s`'"#|&;<>()]+))+)/g)].map(
    ([, words = ""]) =>
      [...words.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
        ([, single, double, plain = ""]) => single ?? double ?? plain,
      ),
  );
}

test("the workflows' commands are accepted", () => {
  const names = [...new Bun.Glob(".github/workflows/*.yml").scanSync({ cwd: ROOT, dot: true })];
  const commands = names.flatMap((name) => {
    // GitHub parses them as YAML too.
    const { jobs } = Bun.YAML.parse(read(name)) as Workflow;
    const steps = Object.values(jobs).flatMap((job) => job.steps);
    return steps.flatMap(({ run = "" }) => benchCommands(run));
  });
  expect(commands.map(([command]) => command)).toEqual(["ab", "peers"]);
  for (const command of commands) expect(readCommand(command)).not.toHaveProperty("faults");
});

test.each(DOCUMENTS)("the commands in %s are accepted", (document) => {
  const commands = benchCommands(read(document));
  const isTemplate = (words: string[]) =>
    words.some((word) => /^(NAME|FILE|…|\.\.\.)$|[…[\]]/.test(word));
  const faults = commands
    .filter((words) => !isTemplate(words))
    .map((words) => [words.join(" "), readCommand(words, { TOKEN: "t" })] as const)
    .filter(([, { kind }]) => kind === "faults");
  expect(faults).toEqual([]);
  expect(commands).not.toBeEmpty();
});
