/**
 * Real tabs of one real browser, on one hub over plain HTTP: they share one stream, whichever of them closes. Waiting
 * happens in the pages; nothing sleeps.
 */

import { afterEach, beforeEach, expect, test } from "bun:test";
import { holdStreams } from "../browser/held-streams.ts";
import { HubProcess } from "../browser/hub-process.ts";
import { BrowserPage } from "../browser/page.ts";
import { metricIs, tableCell, tableNumber } from "../browser/page-expressions.fixture.ts";
import { nightly } from "../browser/nightly.fixture.ts";

const TABS = 8;
/** Longer than the page's own deadline, so that the page reports what did not happen. */
const TIMEOUT_MS = 120_000;
const HANGING = "hanging-tab-1";
const IS_OPEN = `document.querySelector("[data-stream-state]")?.dataset.streamState === "open"`;
const HOLDS_STREAM = `document.querySelector("[data-stream-holder]")?.dataset.streamHolder === "this-tab"`;

let hub: HubProcess;
let tabs: BrowserPage[];

beforeEach(async () => {
  hub = await HubProcess.start();
  tabs = [];
}, TIMEOUT_MS);

afterEach(async () => {
  for (const tab of tabs) tab.close();
  await hub.stop();
}, TIMEOUT_MS);

async function openTabs(count: number): Promise<void> {
  while (tabs.length < count) tabs.push(await BrowserPage.open(hub.origin));
  await allUntil(IS_OPEN);
  await allUntil(metricIs("connections", 1));
}

/** Waits in every open tab. */
async function allUntil(expression: string): Promise<void> {
  for (const tab of tabs) await tab.until(expression);
}

/** The tab that holds the stream; during a handover none or two tabs say so. */
async function holder(): Promise<BrowserPage> {
  for (;;) {
    const hold = await Promise.all(tabs.map((tab) => tab.evaluate(HOLDS_STREAM)));
    const [first, ...more] = tabs.filter((_, index) => hold[index] === true);
    if (first !== undefined && more.length === 0) return first;
  }
}

/** Removes the holder from the tabs. */
async function takeHolder(): Promise<BrowserPage> {
  const taken = await holder();
  tabs = tabs.filter((tab) => tab !== taken);
  return taken;
}

async function hubConnections(): Promise<unknown> {
  const stats: unknown = await (await fetch(`${hub.origin}/stats`)).json();
  return typeof stats === "object" && stats !== null && Reflect.get(stats, "connections");
}

/** Checks that every tab's figures follow the hub. */
async function expectCurrentFigures(): Promise<void> {
  const letGo = await holdStreams(hub.origin, 3);
  await allUntil(metricIs("connections", 4));
  letGo();
  await allUntil(metricIs("connections", 1));
  await allUntil(IS_OPEN);
  expect(await hubConnections()).toBe(1);
  await holder();
}

function showsOutcomes(count: number): string {
  return `document.querySelectorAll("[data-bench-valid]").length === ${count}`;
}

async function publishOutcome(name: string): Promise<void> {
  const outcome = { scenario: name, headline: name, findings: [], isValid: true };
  await hub.publish({ topic: "bench/run", type: "bench-result", data: JSON.stringify(outcome) });
}

nightly(
  "8 tabs share one stream, and continue when the tab that holds it is closed",
  async () => {
    await openTabs(TABS);
    await expectCurrentFigures();
    (await takeHolder()).close();
    await expectCurrentFigures();
    const [tab] = tabs;
    await tab?.click("[data-nav=sandbox]");
    await tab?.click("[data-sandbox=publish]");
    await tab?.until(`document.querySelector("output.published code") !== null`);
    for (const { console } of tabs) expect(console).toEqual([]);
  },
  TIMEOUT_MS,
);

nightly(
  "the tabs continue when the one that holds the stream crashes, and when it is frozen",
  async () => {
    await openTabs(4);
    const crashed = await takeHolder();
    crashed.crash();
    await expectCurrentFigures();
    crashed.close();
    const frozen = await takeHolder();
    await frozen.freeze();
    await expectCurrentFigures();
    await frozen.thaw();
    tabs.push(frozen);
    await expectCurrentFigures();
  },
  TIMEOUT_MS,
);

nightly(
  "the tabs replace a stream holder that hangs, and see nothing twice when it wakes",
  async () => {
    await openTabs(3);
    await publishOutcome("1");
    await allUntil(showsOutcomes(1));
    const hung = await takeHolder();
    // A synchronous request that blocks the page's thread until the hub ends the response.
    const hanging = hung.evaluate(`(() => {
      const request = new XMLHttpRequest();
      request.open("GET", "/events?topic=held&stream=${HANGING}", false);
      request.send();
    })()`);
    await allUntil(`document.querySelector(".status-bar").textContent.includes("reopened")`);
    await publishOutcome("2");
    await allUntil(showsOutcomes(2));
    await fetch(`${hub.origin}/events/${HANGING}`, { method: "DELETE" });
    await hanging;
    tabs.push(hung);
    await expectCurrentFigures();
    await publishOutcome("3");
    await allUntil(showsOutcomes(3));
  },
  TIMEOUT_MS,
);

test(
  "no tab loses an event or sees one twice while the stream's holders close one after the other",
  async () => {
    await openTabs(5);
    await publishOutcome("1");
    await allUntil(showsOutcomes(1));
    for (const [left, right] of [
      ["2", "3"],
      ["4", "5"],
      ["6", "7"],
    ] as const) {
      await publishOutcome(left);
      (await takeHolder()).close();
      await publishOutcome(right);
      await allUntil(showsOutcomes(Number(right)));
    }
    await expectCurrentFigures();
    const names = `[...document.querySelectorAll("[data-bench-valid] b")].map((name) => name.textContent)`;
    for (const tab of tabs) {
      expect(await tab.evaluate(names)).toEqual(["7", "6", "5", "4", "3", "2", "1"]);
    }
  },
  TIMEOUT_MS,
);

nightly(
  "every tab says so when the hub is away, and shows its successor",
  async () => {
    await openTabs(3);
    const { port } = hub;
    await hub.stop();
    await allUntil(`!(${IS_OPEN})`);
    hub = await HubProcess.start(port);
    await allUntil(IS_OPEN);
    await allUntil(`document.querySelector(".status-bar").textContent.includes("reopened 1×")`);
    await expectCurrentFigures();
  },
  TIMEOUT_MS,
);

nightly(
  "a tab that does not hold the stream measures its own latency",
  async () => {
    await openTabs(2);
    const holding = await holder();
    const tab = tabs.find((other) => other !== holding);
    await tab?.until(`document.querySelector(".status-bar").textContent.includes(" ms ±")`);
    await tab?.evaluate(`document.querySelector("input[value=page]").click()`);
    const figures = (["now", "min", "max"] as const).flatMap((column) =>
      ["p50", "max"].map((row) => `${tableNumber("latency", row, column)} > 0`),
    );
    await tab?.until(figures.join(" && "));
    // Five probes a second say nothing about a hundredth of them.
    expect(await tab?.evaluate(`/\\d/.test(${tableCell("latency", "p99", "max")})`)).toBe(false);
  },
  TIMEOUT_MS,
);
