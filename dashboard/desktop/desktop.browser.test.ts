/** `bun run desktop` with real hubs and a real browser, which has no screen here. */

import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HubProcess } from "../browser/hub-process.ts";
import { installedChromium } from "../browser/machine.ts";
import { ownerOf } from "./profile-lock.ts";
import { profileFolder } from "./window.ts";
import { nightly } from "../browser/nightly.fixture.ts";

const MAIN = join(import.meta.dir, "main.ts");
const TIMEOUT_MS = 120_000;

let folder: string;
let started: Bun.Subprocess[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "streamgauge-desktop-"));
  started = [];
});

afterEach(async () => {
  for (const child of started) child.kill("SIGKILL");
  await Promise.all(started.map(({ exited }) => exited));
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
}, TIMEOUT_MS);

const browserPath = installedChromium() ?? "";

/** Starts the command. Its data is in the test's folder, and everything that it starts ends with the test. */
function desktop(...flags: string[]) {
  const child = Bun.spawn([process.execPath, "--no-orphans", MAIN, ...flags], {
    cwd: folder,
    env: {
      ...Bun.env,
      HOME: folder,
      XDG_DATA_HOME: folder,
      BUN_CHROME_PATH: browserPath,
      STREAMGAUGE_LOG: "memory",
      STREAMGAUGE_DRAIN: "0",
      // Chromium's sandbox does not work as root.
      STREAMGAUGE_BROWSER_FLAGS: "--headless=new --no-sandbox --disable-background-networking",
    },
    stdout: "pipe",
    stderr: "pipe",
  });
  started.push(child);
  return child;
}

function freePort(): number {
  const server = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data: () => {} } });
  const { port } = server;
  server.stop(true);
  return port;
}

/** Waits until the hub has this many open streams: the window's page has one. */
async function untilStreams(origin: string, count: number): Promise<void> {
  for (;;) {
    const answer = await fetch(`${origin}/stats`).catch(() => undefined);
    if (answer === undefined) continue;
    const { connections }: { readonly connections: number } = await answer.json();
    if (connections === count) return;
  }
}

/** Ends the window as the system does when the person logs out. */
function closeWindow(origin: string): void {
  const profile = profileFolder(
    { platform: process.platform, env: { XDG_DATA_HOME: folder }, home: folder },
    browserPath,
    new URL(origin),
  );
  process.kill(ownerOf(profile) ?? Number.NaN, "SIGTERM");
}

/** Waits until the command has started a browser that has ended again, so that only its hub still runs. */
async function untilHandedOver({ stdout, pid }: ReturnType<typeof desktop>): Promise<void> {
  const reader = stdout.pipeThrough(new TextDecoderStream()).getReader();
  let said = "";
  while (!said.includes("in a window of its own")) said += (await reader.read()).value ?? "";
  const children = Bun.file(`/proc/${pid}/task/${pid}/children`);
  while ((await children.text()).trim().includes(" ")) continue;
}

async function isRefused(origin: string): Promise<boolean> {
  return fetch(`${origin}/health/live`).then(
    () => false,
    () => true,
  );
}

test(
  "starts a hub and opens the page; the hub ends with the window",
  async () => {
    const origin = `http://127.0.0.1:${freePort()}`;
    const child = desktop("--url", origin);
    await untilStreams(origin, 1);
    closeWindow(origin);
    expect(await child.exited).toBe(0);
    expect(await isRefused(origin)).toBe(true);
    expect(await new Response(child.stderr).text()).toBe("");
  },
  TIMEOUT_MS,
);

nightly(
  "Ctrl+C closes the window, and the hub that was started",
  async () => {
    const origin = `http://127.0.0.1:${freePort()}`;
    const child = desktop("--url", `${origin}/#bench`);
    await untilStreams(origin, 1);
    child.kill("SIGINT");
    expect(await child.exited).toBe(0);
    expect(await isRefused(origin)).toBe(true);
  },
  TIMEOUT_MS,
);

nightly(
  "a hub that already runs outlives the window",
  async () => {
    const hub = await HubProcess.start();
    const child = desktop("--url", hub.origin);
    await untilStreams(hub.origin, 1);
    closeWindow(hub.origin);
    expect(await child.exited).toBe(0);
    await untilStreams(hub.origin, 0);
    await hub.stop();
  },
  TIMEOUT_MS,
);

nightly(
  "a hub that was started for a window that is open already ends with it",
  async () => {
    const earlier = await HubProcess.start();
    const { origin } = earlier;
    const first = desktop("--url", origin);
    await untilStreams(origin, 1);
    await earlier.stop();
    const second = desktop("--url", origin);
    await untilHandedOver(second);
    expect(second.exitCode).toBeNull();
    // The tabs share one stream.
    await untilStreams(origin, 1);
    closeWindow(origin);
    expect(await Promise.all([first.exited, second.exited])).toEqual([0, 0]);
    expect(await isRefused(origin)).toBe(true);
  },
  TIMEOUT_MS,
);

test(
  "leaves alone what is not a hub, and says so",
  async () => {
    using other = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response("hello") });
    const child = desktop("--url", other.url.origin);
    expect(await child.exited).toBe(1);
    expect(await new Response(child.stderr).text()).toBe(
      `What answers at ${other.url.origin} is not a Streamgauge hub: use --url with a free port, such as --url http://127.0.0.1:3001\n`,
    );
  },
  TIMEOUT_MS,
);

test.each([
  [["--ulr", "x"], 2, "Unknown option '--ulr'; did you mean --url?"],
  [["--url", "streamgauge"], 2, "--url is 'streamgauge': expected an http: or https: address"],
  [["now"], 2, "Only flags are expected, not 'now'"],
  [["--browser", "/gone"], 1, "There is no browser at /gone"],
  [["--url", "https://127.0.0.1:1"], 1, "one can only be started on this machine"],
])("%p ends with %d: %s", async (flags, code, words) => {
  const child = desktop(...flags);
  expect(await child.exited).toBe(code);
  expect(await new Response(child.stderr).text()).toContain(words);
});
