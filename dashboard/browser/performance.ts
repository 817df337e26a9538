/**
 * Entry: measures the page at work in the real browser, and prints a line for each figure. `--help` lists the parts.
 * Each part has a hub and a page of its own.
 */

import { parseArgs } from "node:util";
import { DayHub } from "./day-hub.ts";
import { framesInWords, watchFrames } from "./frame-watch.ts";
import { holdStreamsOverHttp2 } from "./held-streams.ts";
import { HubProcess, TLS_FLAGS } from "./hub-process.ts";
import { BrowserPage } from "./page.ts";

const HELP = `bun dashboard/browser/performance.ts [PART …] [FLAG …]

parts (default: redraw trace sandbox streams)
  redraw    all charts of a panel, at 4 snapshots a second
  trace     events into the Trace panel
  sandbox   events into the Sandbox panel
  streams   the Streams table with many streams, scrolled from end to end
  memory    the page's JS heap with an hour of history, minute by minute

flags
  --seconds N   how long a part is watched (default 20)
  --spans LIST  minutes of history for 'redraw' (default 60; 5,60,1440 for all kinds)
  --rate N      events a second for 'trace' and 'sandbox' (default 1000)
  --streams N   for 'streams' (default 30000)
  --minutes N   for 'memory' (default 30)`;

const SNAPSHOTS_PER_SECOND = 4;
const TOPIC = "load";
const DATA = "x".repeat(100);
/** What is due is published so often. */
const TURN_MS = 20;
/** The page's own, and some more. */
const SPARE_STREAMS = 100;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: "string", default: "20" },
    spans: { type: "string", default: "60" },
    rate: { type: "string", default: "1000" },
    streams: { type: "string", default: "30000" },
    minutes: { type: "string", default: "30" },
    help: { type: "boolean", default: false },
  },
});
const seconds = Number(values.seconds);
const PARTS = new Map<string, () => Promise<void>>([
  ["redraw", measureRedraw],
  ["trace", measureTrace],
  ["sandbox", measureSandbox],
  ["streams", measureStreams],
  ["memory", measureMemory],
]);

const chosen = positionals.length > 0 ? positionals : ["redraw", "trace", "sandbox", "streams"];
const unknown = chosen.filter((name) => !PARTS.has(name));
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
  await withDay("live", "60", async (page) => {
    const first = await page.heapBytes();
    for (let minute = 1; minute <= Number(values.minutes); minute++) {
      await Bun.sleep(60_000);
      const now = await page.heapBytes();
      console.log(
        `memory, minute ${minute}: ${megabytes(now)}, ${megabytes(now - first)} more than at first`,
      );
    }
  });
}

async function measureTrace(): Promise<void> {
  await withHub("trace", async (hub, page) => {
    await page.fill("[data-trace=topics]", TOPIC);
    await page.press("Enter");
    await page.until(`document.querySelector("[data-trace=state]")?.textContent === "open"`);
    const received = `document.querySelector("[data-trace=received]").textContent`;
    await watchLoad("trace", { hub, page, received });
  });
}

async function measureSandbox(): Promise<void> {
  await withHub("sandbox", async (hub, page) => {
    await page.fill("[data-sandbox=topics]", TOPIC);
    await page.click("[data-sandbox=connect]");
    await page.until(`document.querySelector("[data-sandbox=state]")?.textContent === "open"`);
    const received = `document.querySelector("[data-sandbox=received]")?.textContent ?? "?"`;
    await watchLoad("sandbox", { hub, page, received });
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

/** Open loop: what is due is published, whether or not earlier events have been answered. Returns how many were. */
async function publishFor(hub: HubProcess, rate: number, lastingS: number): Promise<number> {
  const startMs = performance.now();
  const answers: Promise<string>[] = [];
  for (let passedMs = 0; passedMs < lastingS * 1000; passedMs = performance.now() - startMs) {
    const due = Math.floor((passedMs / 1000) * rate);
    while (answers.length < due) answers.push(hub.publish({ topic: TOPIC, data: DATA }));
    await Bun.sleep(TURN_MS);
  }
  return (await Promise.all(answers)).length;
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
