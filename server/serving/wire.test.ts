/** The tests of the wire run with one thread; here they run again with four. Nightly all of them, by day those of the streams. */

import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const SERVER = join(import.meta.dir, "..");
/** They start hubs whose flags come from the environment too. */
const STARTS_HUBS = /from "[./]*test-hub\.ts"/;

const OF_THE_WIRE = /^(routes\/|leaving\.|readers\.|tls\.)/;
/** Of events, publishes and statistics, rather than of one request's form; other files try several threads themselves. */
const BY_DAY = /(subscribe|leaving)\./;
/** `.github/workflows/nightly.yml`. */
const IS_NIGHT = Bun.env.FULL_COUNTS !== undefined;

/** Nightly they take minutes beside other tests. */
const TIMEOUT_MS = 900_000;

const files = [...new Bun.Glob("**/*.test.ts").scanSync(SERVER)]
  .filter((file) => OF_THE_WIRE.test(file) && (IS_NIGHT || BY_DAY.test(file)))
  .filter((file) => STARTS_HUBS.test(readFileSync(join(SERVER, file), "utf8")))
  .toSorted()
  .map((file) => join(SERVER, file));

test(
  "all holds with four threads too",
  async () => {
    expect(files.length).toBeGreaterThan(1);
    const child = Bun.spawn([process.execPath, "test", "--timeout=30000", ...files], {
      env: { ...Bun.env, STREAMGAUGE_THREADS: "4" },
      stdout: "ignore",
      stderr: "pipe",
    });
    const said = await new Response(child.stderr).text();
    expect(said.split("\n").filter((line) => line.startsWith("(fail)"))).toEqual([]);
    expect(await child.exited).toBe(0);
    expect(Number(/^ *(\d+) pass$/m.exec(said)?.[1])).toBeGreaterThan(10);
  },
  TIMEOUT_MS,
);
