/**
 * The Hub panel in a real browser: the stages of real events, a real resume and a real stalled reader show up as
 * figures, table rows and lines. Nothing sleeps.
 */

import { afterEach, expect, test } from "bun:test";
import { IS_NIGHTLY, nightly } from "../../browser/nightly.fixture.ts";
import { holdStreams } from "../../browser/held-streams.ts";
import { HubProcess } from "../../browser/hub-process.ts";
import { BrowserPage, type PageOptions } from "../../browser/page.ts";
import {
  hasLine,
  metric,
  metricIs,
  panelKey,
  tableCell,
  tableNumber,
} from "../../browser/page-expressions.fixture.ts";

/** Longer than the page's own deadline, so that the page reports what did not happen. */
const TIMEOUT_MS = 120_000;
/** A few dozen of these exceed the kernel's buffers for a stalled reader. */
const LARGE_BYTES = 500_000;
/** More than the kernel buffers for a stalled reader. */
const LARGE_EVENTS = 24;

let hub: HubProcess;
let page: BrowserPage;

async function openHubPanel(options: PageOptions = {}, ...flags: readonly string[]) {
  hub = await HubProcess.start(0, ...flags);
  page = await BrowserPage.open(`${hub.origin}/#hub`, options);
  await page.until(metricIs("connections", 1));
  await page.until(`!document.querySelector("[data-panel=hub]").hidden`);
}

afterEach(async () => {
  page.close();
  await hub.stop();
}, TIMEOUT_MS);

/** Both nightly: `.github/workflows/nightly.yml`. */
const SCHEMES = IS_NIGHTLY ? (["light", "dark"] as const) : (["light"] as const);

test.each(SCHEMES)(
  "an event shows in each stage that it passes, in the %s scheme",
  async (scheme) => {
    await openHubPanel({ scheme });
    const letGo = await holdStreams(hub.origin, 1);
    await page.until(metricIs("connections", 2));
    // Figures cover the last second, and a single second is hardly a line: publishes until both are there.
    const names = [
      "accepted-to-durable-p50",
      "accepted-to-durable-p99",
      "durable-to-sent-p99",
      "accepted-to-sent-p99",
      "sent-to-parsed-p50",
      "accepted-to-parsed-p99",
      "batch-p50",
    ];
    const areTold = names.map((name) => `${metric(name)} > 0`).join(" && ");
    while (!(await page.evaluate(`${areTold} && ${hasLine("accepted-to-durable")}`))) {
      await hub.publish({ topic: "held", data: "to be timed" });
    }
    for (const stage of ["accepted-to-durable", "durable-to-sent", "event-loop"]) {
      await page.until(`${tableNumber(stage, "max", "max")} > 0`);
      await page.until(hasLine(stage));
    }
    await page.until(`${tableCell("batch", "max", "max")} === "1"`);
    for (const chart of ["batch", "lag"]) await page.until(hasLine(chart));
    await page.until(`/\\d/.test(document.querySelector("[data-metric=loop-lag]").textContent)`);
    // A single thread needs no name.
    const ofThreads = "[data-thread], [data-metric=threads], [data-metric$=-thread]";
    expect(await page.evaluate(`document.querySelectorAll("${ofThreads}").length`)).toBe(0);
    letGo();
    expect(page.console).toEqual([]);
  },
  TIMEOUT_MS,
);

test(
  "threads are told apart, and the longest times name theirs",
  async () => {
    await openHubPanel({}, "--threads", "2");
    const letGo = await holdStreams(hub.origin, 20);
    await page.until(metricIs("connections", 21));
    // Read at once: the next second may have other figures.
    const shown = await page.evaluate(`({
      threads: ${metric("threads")},
      rows: [...document.querySelectorAll("[data-thread]")].map((row) => row.dataset.thread),
      connections: ${threadCells("connections")}.map(Number).reduce((sum, count) => sum + count, 0),
    })`);
    expect(shown).toEqual({ threads: 2, rows: ["0", "1"], connections: 21 });
    await page.until(`${threadCells("cpu")}.every((text) => Number(text) > 0)`);
    for (const [longest, each] of [
      ["loop-lag", "loop-lag"],
      ["canary-max", "canary"],
    ] as const) {
      const ms = `${threadCells(each)}.map(Number)`;
      await page.until(
        `${metric(longest)} === Math.max(...${ms}) && ${metric(longest)} === ${ms}[${metric(`${longest}-thread`)}]`,
      );
    }
    await page.press(panelKey("live"));
    await page.click("[data-by-thread]");
    const ofThread = (thread: number) => tableNumber("connections", `thread ${thread}`, "now");
    await page.until(`${ofThread(0)} + ${ofThread(1)} === 21`);
    await page.until(`location.hash.includes("connections=threads")`);
    letGo();
    expect(page.console).toEqual([]);
  },
  TIMEOUT_MS,
);

test(
  "a reader that resumes shows how far behind the head it was",
  async () => {
    await openHubPanel();
    const first = await hub.publish({ topic: "depth", data: "seen" });
    for (const data of ["1", "2", "3"]) await hub.publish({ topic: "depth", data });
    await page.evaluate(`new Promise((resolve) => {
      let count = 0;
      const source = new EventSource("/events?topic=depth&lastEventID=${first}");
      source.onmessage = () => ++count === 3 && (source.close(), resolve());
    })`);
    await page.until(`${tableCell("replay", "max", "max")} === "3"`);
    await page.until(hasLine("replay"));
    expect(page.console).toEqual([]);
  },
  TIMEOUT_MS,
);

nightly(
  "a stalled reader shows as lag, until it is closed and counted",
  async () => {
    await openHubPanel({}, "--stall-timeout", "3");
    const letGo = await holdPausedStream(hub.origin);
    await page.until(metricIs("connections", 2));
    const data = "x".repeat(LARGE_BYTES);
    // All at once: the kernel's time for a silent peer begins with the first of them, and the hub's when it is full.
    await Promise.all(
      Array.from({ length: LARGE_EVENTS }, () => hub.publish({ topic: "held", data })),
    );
    await page.until(metricIs("stalled", 1));
    await page.until(metricIs("lag", 0));
    await page.until(metricIs("lagging", 0));
    await page.until(`${tableNumber("lag", "lag", "max")} > 0`);
    await page.until(`${tableNumber("lag", "stalled", "max")} > 0`);
    letGo();
    expect(page.console).toEqual([]);
  },
  TIMEOUT_MS,
);

nightly(
  "keys choose the panel, open a chart's table and move the crosshair",
  async () => {
    await openHubPanel();
    await page.press(panelKey("live"));
    await page.until(`document.querySelector("[data-panel=hub]").hidden`);
    await page.press(panelKey("hub"));
    await page.until(`!document.querySelector("[data-panel=hub]").hidden`);
    await page.until(`location.hash === "#hub"`);
    await page.evaluate(`document.querySelector("[data-plot=event-loop] button").focus()`);
    await page.press("Enter");
    await page.until(
      `document.querySelector("[data-plot=event-loop] .figures:not(.for-readers)") !== null`,
    );
    await page.press("Enter");
    // By then the line has a second point to move to.
    await page.until(hasLine("event-loop"));
    await page.press("p");
    await page.until(`document.querySelector(".status-bar").textContent.includes("paused")`);
    const drawn = `document.querySelector("[data-chart=event-loop]").toDataURL()`;
    await page.evaluate(`window.before = ${drawn}`);
    await page.evaluate(`document.querySelector("[data-plot=event-loop] .plot-canvas").focus()`);
    await page.press("ArrowLeft");
    await page.until(`window.before !== ${drawn}`);
    expect(page.console).toEqual([]);
  },
  TIMEOUT_MS,
);

/** What a column of the threads' table shows, a thread each. */
function threadCells(name: string): string {
  return `[...document.querySelectorAll("[data-metric=thread-${name}]")].map(({ textContent }) => textContent)`;
}

/** A subscriber of `held` that reads the head of its response and nothing more. */
async function holdPausedStream(origin: string): Promise<() => void> {
  const { hostname, port, host } = new URL(origin);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket = await Bun.connect({
    hostname,
    port: Number(port),
    socket: {
      open: (opened) =>
        void opened.write(`GET /events?topic=held HTTP/1.1\r\nHost: ${host}\r\n\r\n`),
      data: (opened) => {
        opened.pause();
        resolve();
      },
      error: (_socket, error) => reject(error),
    },
  });
  await promise;
  return () => socket.end();
}
