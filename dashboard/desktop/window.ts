/**
 * Which browser opens the window, and how. Pure. The window needs a profile of its own: a browser that already runs
 * with a profile opens the page itself, and the new process ends at once.
 */

import { posix, win32 } from "node:path";
import { findChromium, type Machine } from "../browser/chromium.ts";

/** The system that a window is opened on. */
export interface Desktop {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The person's own folder. */
  readonly home: string;
}

const NAMES = [
  "google-chrome-stable",
  "google-chrome",
  "microsoft-edge-stable",
  "microsoft-edge",
  // Before `chromium-browser`, which on Ubuntu is a script that starts this one.
  "chromium",
  "chromium-browser",
  "brave-browser",
  "brave",
];
const MAC_PROGRAMS = ["Google Chrome", "Microsoft Edge", "Chromium", "Brave Browser"];
const WINDOWS_PROGRAMS = [
  "Google\\Chrome\\Application\\chrome.exe",
  "Microsoft\\Edge\\Application\\msedge.exe",
  "Chromium\\Application\\chrome.exe",
  "BraveSoftware\\Brave-Browser\\Application\\brave.exe",
];
/** A program from the Snap store may write only below its own folder, not into hidden ones. */
const SNAP = /^\/snap\/bin\/([\w-]+)$/;

/** The path of a browser that can open a window without tabs and address; `undefined` if there is none. */
export function findWindowBrowser(machine: Machine, desktop: Desktop): string | undefined {
  return findChromium(machine, { names: NAMES, paths: placesOn(desktop) });
}

function placesOn({ platform, env, home }: Desktop): string[] {
  if (platform === "darwin") {
    return ["/Applications", `${home}/Applications`].flatMap((folder) =>
      MAC_PROGRAMS.map((name) => `${folder}/${name}.app/Contents/MacOS/${name}`),
    );
  }
  if (platform !== "win32") return ["/opt/google/chrome/chrome", "/snap/bin/chromium"];
  const folders = [env.PROGRAMFILES, env["PROGRAMFILES(X86)"], env.LOCALAPPDATA];
  return WINDOWS_PROGRAMS.flatMap((program) =>
    folders.flatMap((folder) => (folder ? [win32.join(folder, program)] : [])),
  );
}

/** Where the window's profile is: among the person's data, one for each hub, so that each has a process of its own. */
export function profileFolder(desktop: Desktop, browser: string, page: URL): string {
  const { join } = desktop.platform === "win32" ? win32 : posix;
  return join(dataFolder(desktop, browser), "windows", page.host.replaceAll(/[^\w.-]/g, "-"));
}

function dataFolder({ platform, env, home }: Desktop, browser: string): string {
  const snap = SNAP.exec(browser)?.[1];
  if (snap !== undefined) return posix.join(home, "snap", snap, "common", "streamgauge");
  if (platform === "darwin") return posix.join(home, "Library/Application Support/Streamgauge");
  if (platform === "win32") {
    return win32.join(env.LOCALAPPDATA || win32.join(home, "AppData\\Local"), "Streamgauge");
  }
  return posix.join(env.XDG_DATA_HOME || posix.join(home, ".local/share"), "streamgauge");
}

/** The command that opens the page in a window of its own, and ends with it. `more` are further flags. */
export function windowCommand(
  browser: string,
  page: URL,
  profile: string,
  more: readonly string[] = [],
): string[] {
  return [
    browser,
    `--app=${page.href}`,
    `--user-data-dir=${profile}`,
    "--no-first-run",
    "--no-default-browser-check",
    // Without these the process may outlive its window.
    "--disable-background-mode",
    "--no-service-autorun",
    "--class=streamgauge",
    "--window-size=1440,900",
    ...more,
  ];
}

/** The command that opens the page in whatever browser is the system's default. */
export function defaultBrowserCommand(platform: NodeJS.Platform, page: URL): string[] {
  if (platform === "darwin") return ["open", page.href];
  // The address must not be the first quoted argument: that is the title of the console.
  if (platform === "win32") return ["cmd", "/c", "start", "", page.href.replaceAll("&", "^&")];
  return ["xdg-open", page.href];
}
