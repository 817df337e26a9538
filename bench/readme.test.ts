/** bench/README.md agrees with the code: its scenarios, its commands, and the example that it shows. */

import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { COMMANDS, SCENARIOS, SUITE } from "./cli/takers.ts";

const README = readFileSync(join(import.meta.dir, "README.md"), "utf8");

test("the scenarios in bench/README.md are the bench's, in the order of its help", () => {
  const from = README.slice(README.indexOf("| scenario "));
  const rows = from.slice(0, from.indexOf("\n\n"));
  const named = [...rows.matchAll(/^\| `([a-z-]+)` /gm)].map(([, name]) => name ?? "");
  expect(named).toEqual([...SCENARIOS]);
  expect(named.slice(0, SUITE.length)).toEqual([...SUITE]);
});

test("bench/README.md mentions every command", () => {
  const missing = COMMANDS.filter((name) => !README.includes(`bun run bench ${name}`));
  expect(missing).toEqual([]);
});

test("the scenario in bench/README.md is the example that it links to", () => {
  const [, shown = ""] = /```ts\n([^]+?)```/.exec(README) ?? [];
  const example = readFileSync(join(import.meta.dir, "examples/inbox.ts"), "utf8");
  expect(shown).toStartWith("import { scenario }");
  expect(example).toEndWith(shown);
});
