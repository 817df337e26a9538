/** Entry of `bun run desktop`: the dashboard in a window of its own, with a hub of its own if none runs. */

import { existsSync } from "node:fs";
import { homedir } from "node:os";
import manifest from "../../package.json" with { type: "json" };
import { readDesktopArguments } from "./arguments.ts";
import { CannotOpenError, endHub, ensureHub, type StartedHub } from "./hub.ts";
import { ownerOf } from "./profile-lock.ts";
import {
  defaultBrowserCommand,
  type Desktop,
  findWindowBrowser,
  profileFolder,
  windowCommand,
} from "./window.ts";

const LOOK_EVERY_MS = 500;
/** Flags for the browser, separated by spaces: tests open windows without a screen. */
const MORE_FLAGS = (process.env.STREAMGAUGE_BROWSER_FLAGS ?? "").split(" ").filter(Boolean);

const desktop: Desktop = { platform: process.platform, env: process.env, home: homedir() };

process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<number> {
  const asked = readDesktopArguments(argv);
  switch (asked.kind) {
    case "help":
      console.log(asked.text);
      return 0;
    case "version":
      console.log(manifest.version);
      return 0;
    case "faults":
      for (const fault of asked.faults) console.error(fault);
      console.error("See bun run desktop --help.");
      return 2;
    case "open":
      return open(asked.page, asked.browser).catch((error: unknown) => {
        if (!(error instanceof CannotOpenError)) throw error;
        console.error(error.message);
        return 1;
      });
  }
}

async function open(page: URL, named: string | undefined): Promise<number> {
  const browser = browserFor(named);
  const hub = await ensureHub(page);
  const interrupted = interruption();
  try {
    // The hub bundles the page at the first request: the window then paints it at once.
    await fetch(page.origin).then((response) => response.arrayBuffer());
    if (browser === undefined) return await openDefaultBrowser(page, hub, interrupted);
    return await openWindow(page, browser, hub, interrupted);
  } finally {
    if (hub !== undefined) await endHub(hub);
  }
}

/** @throws {CannotOpenError} when there is no browser by the given name */
function browserFor(named: string | undefined): string | undefined {
  if (named !== undefined) {
    const path = existsSync(named) ? named : Bun.which(named);
    if (path === null) throw new CannotOpenError(`There is no browser at ${named}`);
    return path;
  }
  return findWindowBrowser(
    {
      chromePath: process.env.BUN_CHROME_PATH,
      which: (name) => Bun.which(name),
      exists: existsSync,
    },
    desktop,
  );
}

/** Resolves with the exit code once the window is closed. */
async function openWindow(
  page: URL,
  browser: string,
  hub: StartedHub | undefined,
  interrupted: Promise<void>,
): Promise<number> {
  const profile = profileFolder(desktop, browser, page);
  const command = windowCommand(browser, page, profile, MORE_FLAGS);
  const window = Bun.spawn(command, { stdin: "ignore", stdout: "ignore", stderr: "ignore" });
  console.log(`${page.href} is open in a window of its own`);
  const how = await Promise.race([window.exited, interrupted.then(() => "interrupted" as const)]);
  if (how === "interrupted") {
    window.kill("SIGTERM");
    await window.exited;
    return 0;
  }
  if (ownerOf(profile) !== undefined) {
    console.log("A window was open already");
    if (hub !== undefined) await untilClosed(profile, interrupted);
    return 0;
  }
  if (how === 0 || window.signalCode !== null) return 0;
  console.error(`The browser ended with exit code ${how}. To see why, run: ${command.join(" ")}`);
  return 1;
}

/** The browser that already ran with this profile has the page, and is not a child of this process. */
async function untilClosed(profile: string, interrupted: Promise<void>): Promise<void> {
  const looksOn = () => Bun.sleep(LOOK_EVERY_MS).then(() => ownerOf(profile) !== undefined);
  let isOpen = ownerOf(profile) !== undefined;
  while (isOpen) isOpen = await Promise.race([looksOn(), interrupted.then(() => false)]);
}

/** A tab of a running browser has no end that could be noticed: a hub that was started runs until Ctrl+C. */
async function openDefaultBrowser(
  page: URL,
  hub: StartedHub | undefined,
  interrupted: Promise<void>,
): Promise<number> {
  const [program = "", ...more] = defaultBrowserCommand(desktop.platform, page);
  const path = Bun.which(program);
  if (path === null) {
    console.log(`No browser was found; open ${page.href} in one`);
  } else {
    console.log(
      `No Chrome, Edge, Chromium or Brave was found: opening ${page.href} in the default browser`,
    );
    Bun.spawn([path, ...more], { stdin: "ignore", stdout: "ignore", stderr: "ignore" });
  }
  if (hub === undefined) return 0;
  console.log("The hub runs until Ctrl+C");
  await Promise.race([interrupted, hub.exited]);
  return 0;
}

/** Resolves at the first Ctrl+C, or another signal that asks the process to end. */
function interruption(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(signal, () => resolve());
    }
  });
}
