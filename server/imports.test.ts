/** Enforces the import directions that CONTRIBUTING.md describes, for every source file. */

import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

const ROOT = join(import.meta.dir, "..");
const IMPORT =
  /(?:^|\n)\s*(?:import|export)\b[^;'"]*?from\s*["']([^"']+)["']|import\(\s*["']([^"']+)["']\s*\)|(?:^|\n)import\s+["']([^"']+)["']/g;

/** A file and its imports: paths from the root for our own files, names for packages. */
interface Source {
  readonly path: string;
  readonly imports: readonly string[];
  readonly text: string;
}

const sources: readonly Source[] = [
  ...new Bun.Glob("{server,dashboard,bench}/**/*.{ts,tsx}").scanSync(ROOT),
]
  .toSorted()
  .map((path) => {
    const text = readFileSync(join(ROOT, path), "utf8");
    const imports = [...text.matchAll(IMPORT)].map(
      (match) => match[1] ?? match[2] ?? match[3] ?? "",
    );
    return { path, text, imports: imports.map((name) => resolve(path, name)) };
  });

const shipped = sources.filter(
  ({ path }) => !/\.(test|bench)\.tsx?$/.test(path) && !/\/test-[a-z-]+\.ts$/.test(path),
);

function resolve(path: string, name: string): string {
  return name.startsWith(".") ? normalize(join(dirname(path), name)) : name;
}

/** `path imports name` for each import that breaks a rule. */
function broken(
  among: readonly Source[],
  isBroken: (name: string, path: string) => boolean,
): string[] {
  return among.flatMap(({ path, imports }) =>
    imports.filter((name) => isBroken(name, path)).map((name) => `${path} imports ${name}`),
  );
}

function under(...folders: string[]): Source[] {
  return shipped.filter(({ path }) => folders.some((folder) => path.startsWith(folder)));
}

test("the sources are found, and their imports read", () => {
  expect(shipped.length).toBeGreaterThan(50);
  expect(sources.find(({ path }) => path === "server/hub/hub.ts")?.imports).toContain(
    "server/hub/window.ts",
  );
});

test("dashboard and bench, tests included, import only the server's seams: #protocol, and #flags where there is a command line", () => {
  const outside = sources.filter(({ path }) => !path.startsWith("server/"));
  const hasCommandLine = (path: string) => /^(bench|dashboard\/desktop)\//.test(path);
  const isInside = (name: string, path: string) =>
    name.startsWith("server/") || (name === "#flags" && !hasCommandLine(path));
  expect(broken(outside, isInside)).toEqual([]);
});

test("the flags import nothing of ours outside themselves, and are reached only by #flags", () => {
  const isOurs = (name: string) => /^(#|server\/|bench\/|dashboard\/)/.test(name);
  const isOutside = (name: string) => isOurs(name) && !name.startsWith("server/flags/");
  expect(broken(under("server/flags/"), isOutside)).toEqual([]);
  const others = sources.filter(({ path }) => !path.startsWith("server/flags/"));
  expect(broken(others, (name) => name.startsWith("server/flags/"))).toEqual([]);
});

test("of the server only its configuration knows the flags", () => {
  const others = under("server/").filter(
    ({ path }) => !/^server\/(flags\/|config\.ts|hub-flags\.ts|flag-kinds\.ts)/.test(path),
  );
  expect(broken(others, (name) => name === "#flags")).toEqual([]);
});

test("dashboard and bench do not import each other, and the server imports neither", () => {
  const rooms = ["server/", "dashboard/", "bench/"];
  const crosses = (name: string, path: string) =>
    rooms.some((room) => name.startsWith(room) && !path.startsWith(room));
  expect(broken(sources, crosses)).toEqual([]);
});

test("the bench reaches into the dashboard only by #drawing, and its tests by #browser", () => {
  const isBrowser = (name: string) => name === "#browser";
  expect(broken(shipped, isBrowser)).toEqual([]);
  const isDashboard = (name: string) => isBrowser(name) || name.startsWith("#drawing");
  const server = sources.filter(({ path }) => path.startsWith("server/"));
  expect(broken(server, isDashboard)).toEqual([]);
});

test.each(["server/protocol/", "dashboard/drawing/"])(
  "%s imports nothing outside itself",
  (room) => {
    expect(under(room)).not.toEqual([]);
    expect(broken(under(room), (name) => !name.startsWith(room))).toEqual([]);
  },
);

test("hub and log import only each other and the protocol", () => {
  const allowed = (name: string, path: string) =>
    name === "#protocol" ||
    /^server\/(hub|log)\//.test(name) ||
    (path.startsWith("server/log/sqlite/") && /^(bun:sqlite|node:fs|node:path)$/.test(name));
  expect(broken(under("server/hub/", "server/log/"), (name, path) => !allowed(name, path))).toEqual(
    [],
  );
});

test("the log imports nothing from the hub, and the hub only what all logs share", () => {
  const isHub = (name: string) => name.startsWith("server/hub/");
  expect(broken(under("server/log/"), isHub)).toEqual([]);
  const isInside = (name: string) =>
    name.startsWith("server/log/") &&
    !/\/(event-log|held-bytes|ring|topic-positions)\.ts$/.test(name);
  expect(broken(under("server/hub/"), isInside)).toEqual([]);
});

test("only the files that start a run import the bench's command line", () => {
  const starts = /^bench\/(cli\/|main\.ts|run\.ts|test-|[^/]*\.test\.ts)|\.test\.ts$/;
  const others = under("bench/").filter(({ path }) => !starts.test(path));
  expect(broken(others, (name) => name.startsWith("bench/cli/"))).toEqual([]);
});

test("the rooms of the bench that others build on know none of those others", () => {
  const rooms = {
    "bench/servers/": ["scenarios", "rounds", "peers", "ab", "endpoint", "doctor"],
    "bench/load/": ["servers", "scenarios", "rounds", "peers", "ab", "endpoint", "doctor"],
    "bench/rounds/": ["scenarios", "peers", "ab", "endpoint", "doctor"],
  };
  for (const [room, others] of Object.entries(rooms)) {
    const isOther = (name: string) => others.some((other) => name.startsWith(`bench/${other}/`));
    expect(broken(under(room), isOther)).toEqual([]);
  }
});

test("the bench's reports know only what was measured and compared", () => {
  const known = /^bench\/(report|result|comparison|stats)\/|^bench\/bench-error\.ts$/;
  const isOther = (name: string) => name.startsWith("bench/") && !known.test(name);
  expect(broken(under("bench/report/"), isOther)).toEqual([]);
});

test("what joins core and threads knows nothing of how either works", () => {
  const isInside = (name: string) =>
    /^server\/(main|shutdown|open-log)\.ts$|^server\/log\/sqlite\//.test(name);
  expect(broken(under("server/serving/"), isInside)).toEqual([]);
  const isServing = (name: string) =>
    name.startsWith("server/serving/") && name !== "server/serving/link.ts";
  const others = under("server/").filter(
    ({ path }) => !path.startsWith("server/serving/") && path !== "server/main.ts",
  );
  expect(broken(others, isServing)).toEqual([]);
});

test("Elysia appears only in app, main and routes", () => {
  const isAllowed = (path: string) => /^server\/(app|main)\.ts$|^server\/routes\//.test(path);
  const outside = shipped.filter(
    ({ path }) => !isAllowed(path) && !path.startsWith("bench/servers/programs/"),
  );
  expect(broken(outside, (name) => name.startsWith("elysia"))).toEqual([]);
});

test("Chart.js appears only in the dashboard's chart file and the HTML report", () => {
  const isAllowed = (path: string) =>
    ["dashboard/charts/charts.ts", "bench/report/page/page.tsx"].includes(path);
  const outside = shipped.filter(({ path }) => !isAllowed(path));
  expect(broken(outside, (name) => name.startsWith("chart.js"))).toEqual([]);
});

/** Data goes from left to right; `offline/` only notes when the hub was last heard. */
const ROOMS_OF_THE_PAGE = [
  "common",
  "past",
  "feed",
  "view",
  "components",
  "charts",
  "panels",
  "window",
];

test("in the dashboard, data goes one way, and panels do not know each other", () => {
  const roomOf = (path: string) => ROOMS_OF_THE_PAGE.indexOf(path.split("/")[1] ?? "");
  const panelOf = (path: string) => /^dashboard\/panels\/([^/]+)\//.exec(path)?.[1];
  const page = under(...ROOMS_OF_THE_PAGE.map((room) => `dashboard/${room}/`)).filter(
    ({ path }) => !path.endsWith(".fixture.ts"),
  );
  expect(page.length).toBeGreaterThan(100);
  const isAhead = (name: string, path: string) =>
    name.startsWith("dashboard/") && roomOf(name) > roomOf(path);
  expect(broken(page, isAhead)).toEqual([]);
  const isOtherPanel = (name: string, path: string) => {
    const [own, other] = [panelOf(path), panelOf(name)];
    return own !== undefined && other !== undefined && own !== other;
  };
  expect(broken(page, isOtherPanel)).toEqual([]);
});

test("only entry points touch the process", () => {
  const entries = /(^|\/)(main|worker|install|screenshot|pictures|performance)\.tsx?$/;
  const touching = shipped
    .filter(({ path }) => !entries.test(path) && !path.startsWith("bench/servers/programs/"))
    .filter(({ text }) =>
      /(?<!["'])\bprocess\.(argv|exit|exitCode|on|env|stdout|stderr|send)\b/.test(text),
    )
    .map(({ path }) => path);
  expect(touching).toEqual([]);
});

test("there are no import cycles", () => {
  const importsOf = new Map(sources.map(({ path, imports }) => [path, imports]));
  const done = new Set<string>();
  const circles: string[] = [];
  const walk = (path: string, trail: readonly string[]) => {
    if (trail.includes(path)) circles.push([...trail.slice(trail.indexOf(path)), path].join(" → "));
    if (trail.includes(path) || done.has(path)) return;
    for (const next of importsOf.get(path) ?? []) walk(next, [...trail, path]);
    done.add(path);
  };
  for (const { path } of sources) walk(path, []);
  expect(circles).toEqual([]);
});
