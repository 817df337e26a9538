/** The documents agree with the code: routes, flags and dependencies match it, and every link resolves. */

import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createApp } from "./app.ts";
import { readConfig } from "./config.ts";
import { SSE_FORMAT } from "./hub/wire-format.ts";
import { newHub } from "./hub/test-hubs.ts";
import manifest from "../package.json" with { type: "json" };

const ROOT = join(import.meta.dir, "..");
const DOCUMENTS = [
  "README.md",
  "server/README.md",
  "bench/README.md",
  "dashboard/desktop/README.md",
  ".github/CONTRIBUTING.md",
];

function read(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

/** The cells of each row of the table in server/README.md whose first heading is `head`. */
function tableRows(head: string): string[][] {
  const text = read("server/README.md");
  const from = text.slice(text.search(new RegExp(`^\\| ${head} `, "m")));
  const rows = from.slice(0, from.indexOf("\n\n")).split("\n").slice(2);
  return rows.map((row) =>
    row
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

test("the flags in server/README.md are those of --help, with the same defaults and descriptions", () => {
  const outcome = readConfig(["--help"], {});
  const help = outcome.kind === "help" ? outcome.text : "";
  const flags = [...help.matchAll(/^ {2}(--\S+(?: [A-Z-]+)?) +(.*?)(?: \(default (.*)\))?$/gm)]
    .map(([, flag = "", about = "", fallback]) => [
      `\`${flag}\``,
      fallback ? `\`${fallback}\`` : "",
      about,
    ])
    .filter(([flag]) => flag !== "`--version`");
  expect(flags.length).toBeGreaterThan(20);
  expect(tableRows("flag")).toEqual(flags);
});

test("the routes in server/README.md are those of the hub", () => {
  const named = tableRows("route").flatMap(([cell = ""]) =>
    [...cell.matchAll(/`([A-Z]+) (\/[^?`]*)[^`]*`/g)].map(
      ([, method, path]) => `${method} ${path}`,
    ),
  );
  const none = () => undefined;
  const app = createApp({
    hub: newHub(),
    // Never used: no request is made.
    link: Object.assign(Object.create(null), { bench: { runs: Object.create(null), token: "" } }),
    access: { hosts: new Set(), origins: new Set() },
    maxBodyBytes: 1,
    canaryKey: "",
    isCompressing: false,
    momentsFormat: SSE_FORMAT,
    sourceOf: () => ({ address: undefined, peer: undefined }),
    upgrade: () => false,
    notices: { noteFault: none, noteBrokenBody: none },
  });
  const routes = app.routes
    .map(
      ({ method, path }) =>
        `${method} ${path.replace(":stream", "NAME").replace(":id", "ID").replace(":file", "FILE")}`,
    )
    // Every route that takes GET takes HEAD.
    .filter((route) => !route.includes("*") && !route.startsWith("HEAD "));
  expect(named.toSorted()).toEqual(routes.toSorted());
});

test("every dependency has its reason in CONTRIBUTING.md, and nothing else is listed", () => {
  const text = read(".github/CONTRIBUTING.md");
  const section = text.slice(text.indexOf("## Dependencies"));
  const listed = [...section.matchAll(/^- (.*?)(?: \(development\))?:/gm)].flatMap(
    ([, names = ""]) => [...names.matchAll(/\*\*(\S+)\*\*/g)].map(([, name]) => name),
  );
  const installed = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
  expect(listed.toSorted()).toEqual(installed.toSorted());
});

/** The anchors that GitHub gives the headings of a document. */
function anchors(text: string): Set<string> {
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
}

test.each(DOCUMENTS)("every link in %s resolves", async (document) => {
  const targets = [...read(document).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !target.startsWith("https://"));
  expect(targets.length).toBeGreaterThan(0);
  const broken: string[] = [];
  for (const target of targets) {
    const [file = "", anchor] = target.split("#");
    const path = file === "" ? document : join(dirname(document), file);
    const isThere = await Bun.file(join(ROOT, path)).exists();
    const isResolved = isThere && (anchor === undefined || anchors(read(path)).has(anchor));
    if (!isResolved) broken.push(target);
  }
  expect(broken).toEqual([]);
});
