/** The past in a real browser: spans, zoom, steps while paused, and copies of a chart. */

import { afterEach, beforeEach, expect, test } from "bun:test";
import { nightly } from "../browser/nightly.fixture.ts";
import { DayHub, SPIKE, SPIKE_SECOND_AGO_MS } from "../browser/day-hub.ts";
import { holdStreams } from "../browser/held-streams.ts";
import { HubProcess } from "../browser/hub-process.ts";
import { BrowserPage } from "../browser/page.ts";
import { hasLine, metricIs, tableNumber } from "../browser/page-expressions.fixture.ts";

/** Longer than the page's own deadline, so that the page reports what did not happen. */
const TIMEOUT_MS = 120_000;
const CHARTS = ["latency", "connections", "throughput", "recovery", "bytes", "cpu", "memory"];

let hub: HubProcess;
let page: BrowserPage | undefined;

beforeEach(async () => {
  hub = await HubProcess.start();
}, TIMEOUT_MS);

afterEach(async () => {
  page?.close();
  page = undefined;
  await hub.stop();
}, TIMEOUT_MS);

test(
  "a page that is opened later shows what was before it",
  async () => {
    const first = await BrowserPage.open(hub.origin);
    const letGo = await holdStreams(hub.origin, 200);
    // Not only a figure of the moment, but a second of the history.
    await first.until(`${tableNumber("connections", "open", "max")} === 201`);
    letGo();
    await first.until(metricIs("connections", 1));
    first.close();
    page = await BrowserPage.open(`${hub.origin}/#live?span=360`);
    await page.until(`document.querySelector("input[name=span]:checked").value === "360"`);
    await page.until(`${tableNumber("connections", "open", "max")} === 201`);
    await page.until(`${tableNumber("connections", "open", "now")} === 1`);
    expect(page.console).toEqual([]);
  },
  TIMEOUT_MS,
);

test(
  "an hour and a day are full at once, and a second's spike is in both its table and its chart",
  async () => {
    const day = new DayHub(hub);
    page = await BrowserPage.open(`${day.origin}/#live?span=60`);
    await page.until(`${tableNumber("connections", "open", "max")} === ${SPIKE}`);
    for (const chart of CHARTS) await page.until(hasLine(chart));
    await page.evaluate(`document.querySelector("input[name=span][value='5']").click()`);
    await page.until(`${tableNumber("connections", "open", "max")} < ${SPIKE}`);
    // Six hours ago, in the minutes.
    await page.evaluate(`document.querySelector("input[name=span][value='1440']").click()`);
    await page.until(`${tableNumber("connections", "open", "max")} === ${SPIKE}`);
    for (const chart of CHARTS) await page.until(hasLine(chart));
    await page.until(`location.hash === "#live?span=1440"`);
    expect(page.console).toEqual([]);
    await day.stop();
  },
  TIMEOUT_MS,
);

test(
  "the latency is a heat map at the press of a button, which a link keeps",
  async () => {
    const day = new DayHub(hub);
    page = await BrowserPage.open(`${day.origin}/#live?span=60`);
    await page.until(hasLine("latency"));
    const drawn = `document.querySelector("[data-chart=latency]").toDataURL()`;
    const lines = JSON.stringify(await page.evaluate(drawn));
    await page.click("[data-heat-map]");
    await page.until(`location.hash === "#live?span=60&latency=heat"`);
    await page.until(`${hasLine("latency")} && ${drawn} !== ${lines}`);
    await page.until(`${tableNumber("latency", "p50", "max")} === ${SPIKE}`);
    await page.until(`${latencyText}.includes("as the hub counts them")`);
    await page.click("input[name=source][value=page]");
    await page.until(`${latencyText}.includes("worked out from each second’s percentiles")`);
    await page.click("[data-heat-map]");
    await page.until(`location.hash === "#live?span=60"`);
    expect(page.console).toEqual([]);
    await day.stop();
  },
  TIMEOUT_MS,
);

nightly(
  "a drag across one chart zooms all of them, and Escape returns",
  async () => {
    const day = new DayHub(hub);
    page = await BrowserPage.open(`${day.origin}/#live?span=60`);
    await page.until(`${tableNumber("connections", "open", "max")} === ${SPIKE}`);
    // The spike is in the middle; the last quarter is without it.
    const { left, right, middle } = await placeOf(page, "latency");
    const at = (share: number) => ({ x: left + (right - left) * share, y: middle });
    await page.drag(at(0.75), at(0.95));
    await page.until(`document.querySelector("[data-zoom=out]") !== null`);
    await page.until(`${tableNumber("connections", "open", "max")} < ${SPIKE}`);
    const captions = `[...document.querySelectorAll("[data-panel=live] caption")]`;
    await page.until(
      `new Set(${captions}.map(({ textContent }) => textContent.replace(/^.* from /, ""))).size === 1`,
    );
    const shown = await page.evaluate(rangeInAddress);
    expect(shown).toEqual([expect.any(Number), expect.any(Number)]);
    await page.press("-");
    await page.until(`${lengthInAddress} > 600_000 * 2`);
    await page.press("+");
    await page.until(`${lengthInAddress} < 600_000 * 2`);
    await page.press("Escape");
    await page.until(`document.querySelector("[data-zoom=out]") === null`);
    await page.until(`${tableNumber("connections", "open", "max")} === ${SPIKE}`);
    expect(await page.evaluate("location.hash")).toBe("#live?span=60");
    expect(page.console).toEqual([]);
    await day.stop();
  },
  TIMEOUT_MS,
);

test(
  "a link to a time shows it, and the CSV has each of its seconds",
  async () => {
    const day = new DayHub(hub);
    page = await BrowserPage.open(day.origin);
    await page.until(hasLine("connections"));
    const toMs = Date.now() - SPIKE_SECOND_AGO_MS + 60_000;
    await page.evaluate(`location.hash = "#live?from=${toMs - 120_000}&to=${toMs}"`);
    await page.until(`${tableNumber("connections", "open", "max")} === ${SPIKE}`);
    await page.evaluate(
      `navigator.clipboard.writeText = async (text) => { window.copied = text; }`,
    );
    await page.click("[data-menu=connections]");
    await page.click("#menu-connections [data-entry=csv]");
    await page.until("window.copied !== undefined");
    const [head, ...rows] = String(await page.evaluate("window.copied"))
      .trimEnd()
      .split("\r\n");
    expect(head).toBe("time,connections,eventStreams,webSockets");
    expect(rows.length).toBeGreaterThanOrEqual(119);
    expect(rows.length).toBeLessThanOrEqual(121);
    expect(rows.filter((row) => row.endsWith(`,${SPIKE},0,${SPIKE}`))).toHaveLength(1);
    await page.evaluate("window.copied = undefined");
    await page.click("[data-menu=connections]");
    await page.click("#menu-connections [data-entry=link]");
    await page.until(`window.copied === location.href`);
    await page.evaluate(
      `navigator.clipboard.write = async ([item]) => { window.image = (await item.getType("image/png")).size; }`,
    );
    await page.click("[data-menu=latency]");
    await page.click("#menu-latency [data-entry=image]");
    await page.until("window.image > 1_000");
    expect(page.console).toEqual([]);
    await day.stop();
  },
  TIMEOUT_MS,
);

nightly(
  "while the page is paused, the arrow keys step through its seconds, and on beyond the edge",
  async () => {
    const day = new DayHub(hub);
    page = await BrowserPage.open(`${day.origin}/#live?span=1`);
    await page.until(hasLine("connections"));
    await page.press("p");
    await page.until(`document.querySelector(".status-bar").textContent.includes("paused")`);
    const now = await page.evaluate(legendText);
    await page.press("ArrowLeft");
    // A minute has sixty seconds, so the sixth step goes beyond its edge; where a busy machine left holes, a later one.
    const isBeyond = `document.querySelector("[data-zoom=shown]") !== null`;
    const mostSteps = 30;
    for (let step = 0; step < mostSteps; step++) {
      await page.evaluate(FAST_STEP);
      if (step >= 5 && (await page.evaluate(isBeyond)) === true) break;
    }
    await page.until(isBeyond);
    await page.until(`${legendText} !== ${JSON.stringify(now)}`);
    expect(page.console).toEqual([]);
    await day.stop();
  },
  TIMEOUT_MS,
);

const latencyText = `document.querySelector("[data-plot=latency] .meaning").textContent`;
const rangeInAddress = `["from", "to"].map((name) => Number(new URLSearchParams(location.hash.split("?")[1]).get(name)))`;
const lengthInAddress = `(([from, to]) => to - from)(${rangeInAddress})`;
const legendText = `document.querySelector("[data-plot=connections] .legend").textContent`;

const FAST_STEP = `document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft", shiftKey: true, bubbles: true }))`;

interface Place {
  readonly left: number;
  readonly right: number;
  readonly middle: number;
}

/** Where a chart's canvas is in the window. */
async function placeOf(shown: BrowserPage, chart: string): Promise<Place> {
  const box = await shown.evaluate(`(() => {
    const { left, right, top, bottom } = document.querySelector("[data-chart=${chart}]").getBoundingClientRect();
    return [left, right, (top + bottom) / 2];
  })()`);
  const [left, right, middle] = Array.isArray(box) ? box.map(Number) : [];
  if (left === undefined || right === undefined || middle === undefined)
    throw new Error("No chart");
  return { left, right, middle };
}
