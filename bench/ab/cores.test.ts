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

test("splitCores() keeps neighbours together, gives the servers the larger half, and does not split one core", () => {
  expect(splitCores([0, 1])).toEqual({ server: [0], bench: [1] });
  expect(splitCores([2, 3, 4, 5, 6])).toEqual({ server: [2, 3, 4], bench: [5, 6] });
  expect(splitCores([0])).toBeUndefined();
  expect(splitCores([])).toBeUndefined();
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
  // One core cannot be shared out.
  const split = splitCores(before);
  const start = () => Promise.reject(new Error("not in this test"));
  const side = { side: { name: "a" }, warnings: [], start };
  {
    using cores = takeCores([{ ...side, isForeign: false }]);
    expect(cores && { server: cores.server, bench: cores.bench }).toEqual(split);
    expect<readonly number[]>(own()).toEqual(split?.bench ?? before);
  }
  expect(own()).toEqual(before);
  using none = takeCores([{ ...side, isForeign: true }]);
  expect(none).toBeUndefined();
});
