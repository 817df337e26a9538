import { expect, test } from "bun:test";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { interruptLeftovers } from "./leftovers.ts";

test("of a process's children only those with the bench's command are interrupted", async () => {
  const folder = await mkdtemp(join(tmpdir(), "streamgauge-leftovers-"));
  const [bench, other] = [join(folder, "bench.ts"), join(folder, "other.ts")];
  const program = `process.on("SIGINT", () => process.exit(7)); setInterval(() => {}, 1e6); console.log("ready");`;
  await Promise.all([bench, other].map((file) => writeFile(file, program)));
  const start = (file: string) =>
    Bun.spawn([process.execPath, "--no-orphans", file, "fan-out"], { stdout: "pipe" });
  const [left, stranger] = [start(bench), start(other)];
  for (const { stdout } of [left, stranger]) await stdout.getReader().read();
  interruptLeftovers(process.pid, [process.execPath, "--no-orphans", bench]);
  expect(await left.exited).toBe(7);
  expect(stranger.exitCode).toBeNull();
  stranger.kill("SIGKILL");
  await stranger.exited;
  await rm(folder, { recursive: true, force: true });
}, 60_000);
