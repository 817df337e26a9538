/**
 * Real tabs of one real browser, on a hub with TLS. They share one HTTP/2 connection, whereas over HTTP/1.1 the
 * streams of six tabs would leave none for the seventh.
 */

import { afterEach, beforeEach, expect, test } from "bun:test";
import { HubProcess, TLS_FLAGS } from "../browser/hub-process.ts";
import { BrowserPage } from "../browser/page.ts";
import { nightly } from "../browser/nightly.fixture.ts";

const TABS = 20;
/** Longer than the page's own deadline, so that the page reports what did not happen. */
const TIMEOUT_MS = 120_000;

let hub: HubProcess;
let tabs: BrowserPage[];

beforeEach(async () => {
  hub = await HubProcess.start(0, ...TLS_FLAGS);
  tabs = [];
}, TIMEOUT_MS);

afterEach(async () => {
  for (const tab of tabs) tab.close();
  await hub.stop();
}, TIMEOUT_MS);

async function openTab(path: string): Promise<BrowserPage> {
  const tab = await BrowserPage.open(hub.origin + path, { trustsAnyCertificate: true });
  tabs.push(tab);
  return tab;
}

function publishFrom(tab: BrowserPage, data: string): Promise<unknown> {
  const body = `new URLSearchParams({ topic: "tabs", data: ${JSON.stringify(data)} })`;
  return tab.evaluate(`fetch("/events", { method: "POST", body: ${body} }).then(({ ok }) => ok)`);
}

nightly(
  "20 tabs have open streams at once, and all get a published event",
  async () => {
    for (let count = 0; count < TABS; count++) {
      const tab = await openTab("/health/live");
      await tab.evaluate(`new Promise((resolve) => {
        window.received = [];
        window.source = new EventSource("/events?topic=tabs");
        window.source.onmessage = ({ data }) => window.received.push(data);
        window.source.onopen = () => resolve();
      })`);
    }
    for (const tab of tabs) {
      expect(await tab.evaluate("window.source.readyState === EventSource.OPEN")).toBe(true);
      expect(
        await tab.evaluate(`performance.getEntriesByType("navigation")[0].nextHopProtocol`),
      ).toBe("h2");
    }
    const [first, second] = tabs;
    if (first === undefined || second === undefined) throw new Error("No tab is open");
    expect(
      await first.evaluate(
        `fetch("/stats").then(async (answer) => (await answer.json()).connections)`,
      ),
    ).toBe(TABS);
    expect(await publishFrom(first, "one")).toBe(true);
    expect(await publishFrom(second, "two")).toBe(true);
    for (const tab of tabs) {
      await tab.until("window.received.length === 2");
      expect(await tab.evaluate("window.received")).toEqual(["one", "two"]);
    }
  },
  TIMEOUT_MS,
);

test(
  "the dashboard works over HTTPS, with nothing on the console",
  async () => {
    const tab = await openTab("/");
    await tab.until(`document.querySelector("[data-stream-state]")?.textContent === "open"`);
    await tab.until(`document.querySelector("[data-metric=connections]")?.textContent === "1"`);
    // No browser lets a worker be fetched from a hub whose certificate it only puts up with, and it logs that.
    const others = tab.console.filter(
      (line) => !line.includes("An SSL certificate error occurred when fetching the script"),
    );
    expect(others).toEqual([]);
  },
  TIMEOUT_MS,
);
