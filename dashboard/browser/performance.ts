/**
 * Entry: measures the page at work in the real browser, and prints a line for each figure. `--help` lists the parts.
 * Each part has a hub and a page of its own.
 */

import { parseArgs } from "node:util";
import { DayHub } from "./day-hub.ts";
import { framesInWords, watchFrames } from "./frame-watch.ts";
import { holdStreamsOverHttp2 } from "./held-streams.ts";
import { HubProcess, TLS_FLAGS } from "./hub-process.ts";
import { FOLLOW, type FollowingPanel, publishFor } from "./load.ts";
import { BrowserPage } from "./page.ts";
import { trendOfSecondHalf } from "./trend.ts";

const HELP = `bun dashboard/browser/performance.ts [PART …] [FLAG …]

parts (default: redraw trace sandbox streams)
  redraw    all charts of a panel, at 4 snapshots a second
  trace     events into the Trace panel
  sandbox   events into the Sandbox panel
  streams   the Streams table with many streams, scrolled from end to end
  memory    the page's JS heap minute by minute and its trend: with an hour of history, or with events into a panel

flags
  --seconds N   how long a part is watched (default 20)
  --spans LIST  minutes of history for 'redraw' (default 60; 5,60,1440 for all kinds)
  --rate N      events a second into Trace and Sandbox (default 1000)
  --streams N   for 'streams' (default 30000)
  --minutes N   for 'memory' (default 30)
  --panel NAME  for 'memory': live, hub, trace or sandbox (default live)`;

const SNAPSHOTS_PER_SECOND = 4;
/** The page's own, and some more. */
const SPARE_STREAMS = 100;

const MINUTE_S = 60;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: "string", default: "20" },
    spans: { type: "string", default: "60" },
    rate: { type: "string", default: "1000" },
    streams: { type: "string", default: "30000" },
    minutes: { type: "string", default: "30" },
    panel: { type: "string", default: "live" },
    help: { type: "boolean", default: false },
  },
});
const seconds = Number(values.seconds);
const PARTS = new Map<string, () => Promise<void>>([
  ["redraw", measureRedraw],
  ["trace", () => measureLoad("trace")],
  ["sandbox", () => measureLoad("sandbox")],
  ["streams", measureStreams],
  ["memory", measureMemory],
]);

const MEMORY_PANELS = ["live", "hub", "trace", "sandbox"];

const chosen = positionals.length > 0 ? positionals : ["redraw", "trace", "sandbox", "streams"];
const unknown = chosen.filter((name) => !PARTS.has(name));
if (!MEMORY_PANELS.includes(values.panel)) unknown.push(`--panel ${values.panel}`);
if (values.help || unknown.length > 0) {
  console.log(unknown.length > 0 ? `No such part: ${unknown.join(", ")}\n\n${HELP}` : HELP);
  process.exit(values.help ? 0 : 2);
}
for (const name of chosen) await PARTS.get(name)?.();
process.exit(0);

async function measureRedraw(): Promise<void> {
  for (const panel of ["live", "hub"]) {
    for (const span of values.spans.split(",")) {
      await withDay(panel, span, async (page) => {
        const watched = await watchFrames(page, () => Bun.sleep(seconds * 1000));
        const snapshots = (watched.lastedMs / 1000) * SNAPSHOTS_PER_SECOND;
        console.log(`redraw, ${panel}, ${span} min: ${framesInWords(watched, "redraws")}`);
        console.log(`  CPU of a snapshot: ${(watched.cpuMs / snapshots).toFixed(1)} ms`);
      });
    }
  }
}

async function measureMemory(): Promise<void> {
  const { panel, minutes, rate } = values;
  if (panel !== "trace" && panel !== "sandbox") return withDay(panel, "60", watchMemory);
  await withHub(panel, async (hub, page) => {
    await FOLLOW[panel](page);
    const load = publishFor(hub, Number(rate), Number(minutes) * MINUTE_S);
    await watchMemory(page);
    await load;
  });
}

async function watchMemory(page: BrowserPage): Promise<void> {
  const { panel, minutes } = values;
  const [firstBytes, firstNodes] = [await page.heapBytes(), await page.nodes()];
  const readings: number[] = [];
  for (let minute = 1; minute <= Number(minutes); minute++) {
    await Bun.sleep(MINUTE_S * 1000);
    const now = await page.heapBytes();
    readings.push(now);
    console.log(
      `memory, ${panel}, minute ${minute}: ${megabytes(now)}, ${megabytes(now - firstBytes)} more than at first`,
    );
  }
  const trend = trendOfSecondHalf(readings);
  const nodes = await page.nodes();
  console.log(
    `  ${(trend / 1000).toFixed(1)} kB more a minute, by least squares over the second half`,
  );
  console.log(`  ${nodes} DOM nodes, ${firstNodes} at first`);
}

async function measureLoad(panel: FollowingPanel): Promise<void> {
  await withHub(panel, async (hub, page) => {
    const received = await FOLLOW[panel](page);
    await watchLoad(panel, { hub, page, received });
  });
}

async function measureStreams(): Promise<void> {
  const count = Number(values.streams);
  // Over HTTP/2, since a process may open only so many files.
  const flags = [...TLS_FLAGS, "--max-connections", String(count + SPARE_STREAMS)];
  const work = async (hub: HubProcess, page: BrowserPage) => {
    const closeAll = await holdStreamsOverHttp2(hub.origin, count);
    await page.evaluate(`location.hash = "#streams"`);
    await page.until(`document.querySelectorAll(".stream-rows [data-stream-id]").length > 0`);
    const rows = `document.querySelector("[data-streams=grid]").getAttribute("aria-rowcount")`;
    const watched = await watchFrames(page, () => page.evaluate(scrollThrough(seconds)));
    console.log(`streams, ${count} open, ${await page.evaluate(rows)} rows, scrolled:`);
    console.log(`  ${framesInWords(watched, "frames")}`);
    await closeAll();
  };
  await withHub("live", work, ...flags);
}

/** From the top to the end and back, a step in each frame. */
function scrollThrough(lastingS: number): string {
  return `new Promise((resolve) => {
    const grid = document.querySelector("[data-streams=grid]");
    const startMs = performance.now();
    const step = () => {
      const share = (performance.now() - startMs) / ${lastingS * 1000};
      grid.scrollTop = (1 - Math.abs(1 - 2 * share)) * (grid.scrollHeight - grid.clientHeight);
      if (share < 1) requestAnimationFrame(step);
      else resolve();
    };
    step();
  })`;
}

interface Load {
  readonly hub: HubProcess;
  readonly page: BrowserPage;
  /** An expression for how many events the panel has counted. */
  readonly received: string;
}

async function watchLoad(name: string, { hub, page, received }: Load): Promise<void> {
  let published = 0;
  const watched = await watchFrames(page, async () => {
    published = await publishFor(hub, Number(values.rate), seconds);
  });
  const rate = published / (watched.lastedMs / 1000);
  const counted = String(await page.evaluate(received));
  console.log(
    `${name}, ${rate.toFixed(0)} events/s published, ${counted} of ${published} counted:`,
  );
  console.log(`  ${framesInWords(watched, "redraws")}`);
}

async function withHub(
  panel: string,
  work: (hub: HubProcess, page: BrowserPage) => Promise<void>,
  ...flags: readonly string[]
): Promise<void> {
  const hub = await HubProcess.start(0, ...flags);
  const page = await BrowserPage.open(`${hub.origin}/#${panel}`, { trustsAnyCertificate: true });
  await page.until(`document.querySelector("[data-stream-state]")?.dataset.streamState === "open"`);
  await work(hub, page);
  page.close();
  await hub.stop();
}

async function withDay(
  panel: string,
  span: string,
  work: (page: BrowserPage) => Promise<void>,
): Promise<void> {
  const hub = await HubProcess.start();
  const day = new DayHub(hub, { snapshotsPerSecond: SNAPSHOTS_PER_SECOND });
  const page = await BrowserPage.open(`${day.origin}/#${panel}?span=${span}`);
  await page.until(
    `[...document.querySelectorAll("[data-panel=${panel}] td")].some((cell) => /\\d/.test(cell.textContent))`,
  );
  await work(page);
  page.close();
  await day.stop();
  await hub.stop();
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}
