/** A hub started by npx, here a script that behaves like npx, when only npx is ended. */

import { afterAll, expect, test } from "bun:test";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import manifest from "../../package.json" with { type: "json" };
import { ask, RawConnection } from "../test-raw.ts";

const MAIN = join(import.meta.dir, "../main.ts");
const folder = mkdtempSync(join(tmpdir(), "streamgauge-launcher-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** It starts a shell, which starts another process and waits for it. On a signal npx ends the shell and itself. */
const NPX = `#!/bin/sh
sh -c '"$0" "$@"; exit' "$@" &
trap 'kill $!; exit 143' TERM
wait $!
`;

/** Starts a hub through npx, in a process group of their own, so that both can be ended together. */
function startByNpx(...command: string[]) {
  const npx = join(folder, "npm exec bun");
  writeFileSync(npx, NPX);
  chmodSync(npx, 0o755);
  const hub = [process.execPath, MAIN, "--port", "0", "--log", "memory", "--drain", "0"];
  return Bun.spawn([npx, ...command, ...hub], { stdout: "pipe", stderr: "pipe", detached: true });
}

/** Reads until the output matches; returns the last match. */
async function heard(output: ReadableStream<Uint8Array<ArrayBuffer>>, pattern: RegExp) {
  let said = "";
  for await (const chunk of output) {
    said += new TextDecoder().decode(chunk);
    const match = pattern.exec(said);
    if (match !== null) return match[1] ?? "";
  }
  throw new Error(`The hub exited after printing only: ${said}`);
}

const ORIGIN = /listening on (\S+)\n/;

test.each(["SIGTERM", "SIGKILL"] as const)(
  "a hub whose npx gets %s ends properly by itself",
  async (signal) => {
    const child = startByNpx();
    try {
      const origin = await heard(child.stdout, ORIGIN);
      child.kill(signal);
      // It releases its port: nothing answers there any more.
      while (await answers(origin)) continue;
      await child.exited;
      expect(child.signalCode ?? child.exitCode).toBe(signal === "SIGKILL" ? signal : 143);
    } finally {
      endGroup(child.pid);
    }
  },
  20_000,
);

test("a hub with no descriptor left to check on its npx assumes that it is alive", async () => {
  const child = startByNpx("sh", "-c", 'ulimit -n 256 && exec "$0" "$@"');
  let clients: RawConnection[] = [];
  try {
    const origin = await heard(child.stdout, ORIGIN);
    clients = await Promise.all(Array.from({ length: 300 }, () => RawConnection.open(origin)));
    await heard(child.stderr, /Out of file descriptors[^]+File descriptors are available again/);
    const health = await ask(
      origin,
      "GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    );
    expect(health.status).toBe(200);
  } finally {
    for (const client of clients) client.reset();
    endGroup(child.pid);
  }
}, 20_000);

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

test("the package's scripts leave no shell between bun and the program", () => {
  const { dev, start, bench } = manifest.scripts;
  for (const script of [dev, start, bench, manifest.scripts.test]) {
    expect(script).toMatch(/&& exec bun [^&]*$/);
  }
});
