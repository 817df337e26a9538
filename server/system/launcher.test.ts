/** A hub that npx started, and that nobody ends: by a script of npx's name that does what npx does. */

import { afterAll, expect, test } from "bun:test";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import manifest from "../../package.json" with { type: "json" };

const MAIN = join(import.meta.dir, "../main.ts");
const folder = mkdtempSync(join(tmpdir(), "streamgauge-launcher-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** It starts a shell, which starts another process and waits for it; told to end, npx ends the shell and itself. */
const NPX = `#!/bin/sh
sh -c '"$0" "$@"; exit' "$@" &
trap 'kill $!; exit 143' TERM
wait $!
`;

/** Resolves with the address of the hub that says it. */
async function originOf(stdout: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  let said = "";
  for await (const chunk of stdout) {
    said += new TextDecoder().decode(chunk);
    const origin = /listening on (\S+)\n/.exec(said)?.[1];
    if (origin !== undefined) return origin;
  }
  throw new Error(`The hub ended, and had said only: ${said}`);
}

test.each(["SIGTERM", "SIGKILL"] as const)(
  "a hub whose npx gets %s ends well by itself",
  async (signal) => {
    const npx = join(folder, "npm exec bun");
    writeFileSync(npx, NPX);
    chmodSync(npx, 0o755);
    const hub = [process.execPath, MAIN, "--port", "0", "--log", "memory", "--drain", "0"];
    // A group of its own, so that whatever is left of it can be ended.
    const child = Bun.spawn([npx, ...hub], { stdout: "pipe", detached: true });
    try {
      const origin = await originOf(child.stdout);
      child.kill(signal);
      // It lets go of its port: nobody answers there any more.
      while (await answers(origin)) continue;
      await child.exited;
      expect(child.signalCode ?? child.exitCode).toBe(signal === "SIGKILL" ? signal : 143);
    } finally {
      endGroup(child.pid);
    }
  },
  20_000,
);

function answers(origin: string): Promise<boolean> {
  return fetch(`${origin}/health/live`, { keepalive: false }).then(
    () => true,
    () => false,
  );
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // Nobody is left.
  }
}

test("the scripts of the package leave no shell between bun and what it runs", () => {
  const { dev, start, bench } = manifest.scripts;
  for (const script of [dev, start, bench, manifest.scripts.test]) {
    expect(script).toMatch(/&& exec bun [^&]*$/);
  }
});
