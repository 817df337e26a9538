/** The front page says the same as the code: its tables of routes and flags are read and compared. */

import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createApp } from "./app.ts";
import { readConfig } from "./config.ts";
import { newHub } from "./hub/test-hubs.ts";

const README = readFileSync(join(import.meta.dir, "../README.md"), "utf8");

/** The cells of each row of the table whose head begins so. */
function tableRows(head: string): string[][] {
  const from = README.slice(README.search(new RegExp(`^\\| ${head} `, "m")));
  const rows = from.slice(0, from.indexOf("\n\n")).split("\n").slice(2);
  return rows.map((row) =>
    row
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

test("the README's flags are those of --help, with their defaults and in its words", () => {
  const outcome = readConfig(["--help"], {});
  const help = outcome.kind === "help" ? outcome.text : "";
  const flags = [...help.matchAll(/^ {2}(--\S+(?: [A-Z-]+)?) +(.*?)(?: \(default (.*)\))?$/gm)]
    .map(([, flag = "", about = "", fallback]) => [
      `\`${flag}\``,
      fallback ? `\`${fallback}\`` : "",
      about,
    ])
    .filter(([flag]) => flag !== "`--help`");
  expect(flags.length).toBeGreaterThan(20);
  expect(tableRows("flag")).toEqual(flags);
});

test("the README's routes are those of the hub", () => {
  const named = tableRows("route").flatMap(([cell = ""]) =>
    [...cell.matchAll(/`([A-Z]+) (\/[^?`]*)[^`]*`/g)].map(
      ([, method, path]) => `${method} ${path}`,
    ),
  );
  const none = () => undefined;
  const app = createApp({
    hub: newHub(),
    // No route is asked here: this is never used.
    sampler: Object.create(null),
    access: { hosts: new Set(), origins: new Set() },
    maxBodyBytes: 1,
    canaryKey: "",
    isCompressing: false,
    loadPage: () => Promise.reject(new Error("not asked for")),
    sourceOf: () => ({ address: undefined, peer: undefined }),
    upgrade: () => false,
    onInternalError: none,
    onBrokenBody: none,
  });
  const routes = app.routes
    .map(({ method, path }) => `${method} ${path.replace(":stream", "NAME")}`)
    // Every route that takes GET takes HEAD.
    .filter((route) => !route.includes("*") && !route.startsWith("HEAD "));
  expect(named.toSorted()).toEqual(routes.toSorted());
});
