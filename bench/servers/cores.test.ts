import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { allowedCores, keepTo, parseCores, splitCores, takeCores } from "./cores.ts";

test.each([
  ["Name:\tbun\nCpus_allowed:\t3\nCpus_allowed_list:\t0-1\nMems_allowed:\t1\n", [0, 1]],
  ["Cpus_allowed_list:\t0-2,8,10-11\n", [0, 1, 2, 8, 10, 11]],
  ["Cpus_allowed_list:\t5\n", [5]],
  ["Name:\tbun\n", []],
])("parseCores(%j) is %j", (status, cores) => {
  expect(parseCores(status)).toEqual(cores);
});

const ALONE = () => [];
/** Two threads a core: numbered in pairs, or with all second threads after all first ones. */
const IN_PAIRS = (processor: number) => [processor & ~1, processor | 1];
const IN_ROWS_OF_4 = (processor: number) => [processor % 4, (processor % 4) + 4];

test.each([
  ["cores without threads", [0, 1], ALONE, [0], [1]],
  ["an odd number of cores", [2, 3, 4, 5, 6], ALONE, [2, 3, 4], [5, 6]],
  ["threads in pairs", [0, 1, 2, 3], IN_PAIRS, [0, 1], [2, 3]],
  [
    "second threads after all first ones",
    [0, 1, 2, 3, 4, 5, 6, 7],
    IN_ROWS_OF_4,
    [0, 4, 1, 5],
    [2, 6, 3, 7],
  ],
  ["both threads of one core and one of another", [0, 1, 4], IN_ROWS_OF_4, [0, 4], [1]],
  ["threads that this process may not use", [1, 4], IN_ROWS_OF_4, [1], [4]],
] as const)("splitCores() of %s", (_what, processors, siblingsOf, server, bench) => {
  expect<unknown>(splitCores(processors, siblingsOf)).toEqual({ server, bench, isOneCore: false });
});

test("splitCores() divides the threads of an only core, and says so; one thread is not divided", () => {
  expect(splitCores([0, 1], IN_PAIRS)).toEqual({ server: [0], bench: [1], isOneCore: true });
  expect(splitCores([0], ALONE)).toBeUndefined();
  expect(splitCores([], ALONE)).toBeUndefined();
});

test("keepTo() keeps a process and its children on a core", async () => {
  const [core = 0] = allowedCores();
  await using child = Bun.spawn(["sh", "-c", "read go; exec cat /proc/self/status"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  expect(keepTo([core], child.pid)).toBe(true);
  child.stdin.write("go\n");
  child.stdin.end();
  expect(parseCores(await new Response(child.stdout).text())).toEqual([core]);
  expect(keepTo([4_095], process.pid)).toBe(false);
});

test("takeCores() gives back what it took, and takes none if a server was already running", () => {
  const own = () => parseCores(readFileSync("/proc/self/status", "utf8"));
  const before = own();
  const start = () => Promise.reject(new Error("not in this test"));
  const side = { side: { name: "a" }, warnings: [], start };
  {
    using cores = takeCores([{ ...side, isForeign: false }]);
    // One processor cannot be divided.
    expect(cores === undefined).toBe(before.length < 2);
    expect<readonly number[]>(own()).toEqual(cores?.bench ?? before);
    if (cores !== undefined) {
      const all = [...cores.server, ...cores.bench];
      expect(all.toSorted((a, b) => a - b)).toEqual(before);
    }
  }
  expect(own()).toEqual(before);
  using none = takeCores([{ ...side, isForeign: true }]);
  expect(none).toBeUndefined();
});
