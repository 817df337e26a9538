/**
 * Finds a browser of the Chromium family, and installs Debian's where that is allowed: the browser
 * tests never skip. The look-up is pure; only `installChromium` changes the machine.
 */

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

const USUAL_PLACES = [
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

/** What the look-up asks the machine. */
export interface Machine {
  /** `BUN_CHROME_PATH`, where it is set. */
  readonly chromePath: string | undefined;
  readonly which: (name: string) => string | null;
  readonly exists: (path: string) => boolean;
}

/** The path of a browser: the one named by `BUN_CHROME_PATH`, else on the PATH, else in a usual place. */
export function findChromium({ chromePath, which, exists }: Machine): string | undefined {
  if (chromePath !== undefined && exists(chromePath)) return chromePath;
  const onPath = NAMES.map(which).find((path) => path !== null);
  return onPath ?? USUAL_PLACES.find(exists);
}

export interface Rights {
  readonly isRoot: boolean;
  readonly hasApt: boolean;
}

/** Why the browser cannot be installed, and what to do; `undefined` when it can. */
export function installFault({ isRoot, hasApt }: Rights): string | undefined {
  if (isRoot && hasApt) return undefined;
  const what = hasApt
    ? "run 'apt-get install chromium' as root"
    : "install Chromium or Google Chrome";
  return `The browser tests found no Chromium: ${what}, or set BUN_CHROME_PATH to a browser you have.`;
}

const APT_STEPS = [
  ["apt-get", "update"],
  ["apt-get", "install", "-y", "--no-install-recommends", "chromium"],
];

/**
 * Installs Debian's Chromium.
 * @throws {Error} when a step fails; its own output has said why
 */
export async function installChromium(): Promise<void> {
  for (const command of APT_STEPS) {
    const child = Bun.spawn(command, {
      stdout: "ignore",
      stderr: "inherit",
      env: { ...Bun.env, DEBIAN_FRONTEND: "noninteractive" },
    });
    if ((await child.exited) !== 0) throw new Error(`'${command.join(" ")}' failed`);
  }
}
