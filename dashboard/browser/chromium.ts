/** Finds a browser of the Chromium family. Pure; `.ci/install.ts` installs one if there is none. */

const NAMES = [
  "google-chrome-stable",
  "google-chrome",
  "chromium-browser",
  "chromium",
  "chrome",
  "chrome-headless-shell",
  "microsoft-edge",
  "brave-browser",
];

const PLACES = [
  "/usr/bin/chromium",
  "/usr/lib/chromium/chromium",
  "/opt/google/chrome/chrome",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];

/** What the machine has. */
export interface Machine {
  /** `BUN_CHROME_PATH`, if set. */
  readonly chromePath: string | undefined;
  readonly which: (name: string) => string | null;
  readonly exists: (path: string) => boolean;
}

/** Where a browser may be; what comes first is taken. */
export interface Places {
  /** On the PATH. */
  readonly names: readonly string[];
  readonly paths: readonly string[];
}

/** The path of a browser: the one named by `BUN_CHROME_PATH`, else on the PATH, else in a usual place. */
export function findChromium(
  { chromePath, which, exists }: Machine,
  { names, paths }: Places = { names: NAMES, paths: PLACES },
): string | undefined {
  if (chromePath !== undefined && exists(chromePath)) return chromePath;
  const onPath = names.map(which).find((path) => path !== null);
  return onPath ?? paths.find(exists);
}
