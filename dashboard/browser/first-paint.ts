/**
 * Entry: measures the page in the real browser, as people get it from a local hub: the time until its first paint, the
 * time until its script has drawn the window, and how much script it loads. Run: `bun dashboard/browser/first-paint.ts`,
 * with `--times N` for more openings.
 *
 * `first` is a browser that has never been there, with a hub that has bundled the page; `again` has the service worker.
 */

import { parseArgs } from "node:util";
import { HubProcess } from "./hub-process.ts";
import { BrowserPage } from "./page.ts";

/** What the page may take; the issue of the dashboard names them. */
const BUDGET = { paintMs: 200, scriptKb: 150 };

interface Times {
  /** From the start of the navigation. */
  readonly paintMs: number;
  readonly drawnMs: number;
}

const IS_PAINTED = `performance.getEntriesByName("first-contentful-paint").length > 0`;
/** A module has run, and with it the first render, before the content counts as loaded. */
const TIMES = `[
  performance.getEntriesByName("first-contentful-paint")[0].startTime,
  performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd,
]`;
const SCRIPT_PATHS = `[...document.scripts].map(({ src }) => new URL(src).pathname)`;
const HAS_WORKER = `navigator.serviceWorker.controller?.state === "activated"`;

const { values } = parseArgs({ options: { times: { type: "string", default: "10" } } });
const first: Times[] = [];
const again: Times[] = [];
for (let count = 0; count < Number(values.times); count++) {
  // An origin of its own each time, so that nothing is cached.
  const hub = await HubProcess.start();
  await fetch(hub.origin);
  const page = await BrowserPage.open(hub.origin);
  first.push(await timesOf(page));
  await page.until(HAS_WORKER);
  page.close();
  const next = await BrowserPage.open(hub.origin);
  again.push(await timesOf(next));
  if (count === 0) await reportScripts(next, hub.origin);
  next.close();
  await hub.stop();
}
reportTimes("first", first);
reportTimes("again", again);

async function timesOf(page: BrowserPage): Promise<Times> {
  await page.until(IS_PAINTED);
  const times = await page.evaluate(TIMES);
  const [paintMs, drawnMs] = Array.isArray(times) ? times.map(Number) : [];
  if (paintMs === undefined || drawnMs === undefined) throw new TypeError("Nothing was painted");
  return { paintMs, drawnMs };
}

async function reportScripts(page: BrowserPage, origin: string): Promise<void> {
  const paths = await page.evaluate(SCRIPT_PATHS);
  if (!Array.isArray(paths)) throw new TypeError("The page has no scripts");
  let total = 0;
  for (const path of [...paths, "/service-worker.js"].map(String)) {
    const bytes = await (await fetch(origin + path)).bytes();
    const compressed = Bun.gzipSync(bytes).byteLength;
    total += compressed;
    console.log(`${path}: ${kb(bytes.byteLength)} kB, ${kb(compressed)} kB compressed`);
  }
  console.log(`script: ${kb(total)} kB compressed (budget ${BUDGET.scriptKb})`);
}

function reportTimes(name: string, times: readonly Times[]): void {
  const paint = spread(times.map(({ paintMs }) => paintMs));
  const drawn = spread(times.map(({ drawnMs }) => drawnMs));
  console.log(`${name}: first paint ${paint} (budget ${BUDGET.paintMs}), window drawn ${drawn}`);
}

function spread(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1]?.toFixed(0);
  return `${at(0.5)} ms, at most ${at(1)}`;
}

function kb(bytes: number): string {
  return (bytes / 1000).toFixed(1);
}
