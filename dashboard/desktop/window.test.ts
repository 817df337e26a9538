import { expect, test } from "bun:test";
import type { Machine } from "../browser/chromium.ts";
import {
  defaultBrowserCommand,
  type Desktop,
  findWindowBrowser,
  profileFolder,
  windowCommand,
} from "./window.ts";

const PAGE = new URL("http://127.0.0.1:3000/#bench");
const LINUX: Desktop = { platform: "linux", env: {}, home: "/home/ada" };
const MAC: Desktop = { platform: "darwin", env: {}, home: "/Users/ada" };
const WINDOWS: Desktop = {
  platform: "win32",
  env: { PROGRAMFILES: "C:\\Program Files", LOCALAPPDATA: "C:\\Users\\ada\\AppData\\Local" },
  home: "C:\\Users\\ada",
};

/** A machine with these files, and these programs on the PATH. */
function machineWith(paths: readonly string[], programs: readonly string[] = []): Machine {
  return {
    chromePath: undefined,
    which: (name) => (programs.includes(name) ? `/usr/bin/${name}` : null),
    exists: (path) => paths.includes(path),
  };
}

test.each([
  ["/usr/bin/google-chrome", LINUX, [], ["chromium", "google-chrome"]],
  ["/usr/bin/microsoft-edge", LINUX, [], ["brave-browser", "microsoft-edge"]],
  ["/snap/bin/chromium", LINUX, ["/snap/bin/chromium"], ["firefox"]],
  [
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    MAC,
    [
      "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
      "/Applications/Brave Browser.app/Contents/MacOS/Brave Browser",
    ],
    [],
  ],
  [
    "C:\\Users\\ada\\AppData\\Local\\Google\\Chrome\\Application\\chrome.exe",
    WINDOWS,
    [
      "C:\\Program Files\\Microsoft\\Edge\\Application\\msedge.exe",
      "C:\\Users\\ada\\AppData\\Local\\Google\\Chrome\\Application\\chrome.exe",
    ],
    [],
  ],
])("findWindowBrowser() finds %s", (found, desktop, paths, programs) => {
  expect(findWindowBrowser(machineWith(paths, programs), desktop)).toBe(found);
});

test("findWindowBrowser() takes no browser without windows, and none of another family", () => {
  const machine = machineWith([], ["firefox", "chrome-headless-shell"]);
  expect(findWindowBrowser(machine, LINUX)).toBeUndefined();
});

test.each([
  [LINUX, "/usr/bin/chromium", "/home/ada/.local/share/streamgauge/windows/127.0.0.1-3000"],
  [
    { ...LINUX, env: { XDG_DATA_HOME: "/data" } },
    "/usr/bin/chromium",
    "/data/streamgauge/windows/127.0.0.1-3000",
  ],
  [
    LINUX,
    "/snap/bin/chromium",
    "/home/ada/snap/chromium/common/streamgauge/windows/127.0.0.1-3000",
  ],
  [
    MAC,
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Users/ada/Library/Application Support/Streamgauge/windows/127.0.0.1-3000",
  ],
  [WINDOWS, "chrome.exe", "C:\\Users\\ada\\AppData\\Local\\Streamgauge\\windows\\127.0.0.1-3000"],
])("profileFolder() is among the person's data: %p, %s", (desktop, browser, folder) => {
  expect(profileFolder(desktop, browser, PAGE)).toBe(folder);
});

test("profileFolder() has a valid name for an IPv6 address", () => {
  expect(profileFolder(LINUX, "chromium", new URL("http://[::1]:3000"))).toEndWith("/---1--3000");
});

test("windowCommand() opens the page as a program, with its own profile", () => {
  const command = windowCommand("/usr/bin/chromium", PAGE, "/data/windows/a", ["--headless=new"]);
  expect(command[0]).toBe("/usr/bin/chromium");
  expect(command).toContain("--app=http://127.0.0.1:3000/#bench");
  expect(command).toContain("--user-data-dir=/data/windows/a");
  expect(command).toContain("--no-first-run");
  expect(command.at(-1)).toBe("--headless=new");
});

test.each([
  ["linux", ["xdg-open", "http://127.0.0.1:3000/#bench"]],
  ["darwin", ["open", "http://127.0.0.1:3000/#bench"]],
  ["win32", ["cmd", "/c", "start", "", "http://127.0.0.1:3000/#bench"]],
] as const)("defaultBrowserCommand() on %s", (platform, command) => {
  expect(defaultBrowserCommand(platform, PAGE)).toEqual([...command]);
});
