/**
 * The limit of HTTP/1.1 in a real browser: six connections to one hub, over all tabs. The Sandbox warns before it
 * uses one too many, and a publish without a free connection says that it is waiting. Nothing sleeps.
 */

import { afterEach, beforeEach, expect } from "bun:test";
import { HubProcess } from "../browser/hub-process.ts";
import { BrowserPage } from "../browser/page.ts";
import { nightly } from "../browser/nightly.fixture.ts";

/** Longer than the page's own deadline, so that the page reports what did not happen. */
const TIMEOUT_MS = 120_000;

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

async function openTab(path: string): Promise<BrowserPage> {
  const tab = await BrowserPage.open(hub.origin + path);
  tabs.push(tab);
  return tab;
}

async function openSandbox(): Promise<BrowserPage> {
  const tab = await openTab("/#sandbox");
  await tab.until(`document.querySelector("[data-stream-state=open]") !== null`);
  return tab;
}

function shows(name: string): string {
  return `document.querySelector("[data-sandbox=${name}]") !== null`;
}

const STATE = `document.querySelector("[data-sandbox=state]").textContent`;

nightly(
  "a publish without a free connection says that it is waiting and why, until it is answered",
  async () => {
    const sandbox = await openSandbox();
    const other = await openTab("/health/live");
    await other.evaluate(`Promise.all(Array.from({ length: 5 }, () => new Promise((resolve) => {
      window.source = new EventSource("/events?topic=held");
      window.source.onopen = resolve;
    })))`);
    await sandbox.click("[data-sandbox=publish]");
    await sandbox.until(shows("publish-waits"));
    const note = `document.querySelector("[data-sandbox=publish-waits]").textContent`;
    expect(await sandbox.evaluate(note)).toContain("at most six connections to one hub");
    await sandbox.until(
      `document.querySelector(".status-bar").textContent.includes("waiting for the hub")`,
    );
    expect(await sandbox.evaluate(`document.querySelector("output.published") === null`)).toBe(
      true,
    );
    await other.evaluate("window.source.close()");
    await sandbox.until(`document.querySelector("output.published code") !== null`);
    await sandbox.until(`!(${shows("publish-waits")})`);
    await sandbox.until(
      `!document.querySelector(".status-bar").textContent.includes("waiting for the hub")`,
    );
    expect(sandbox.console).toEqual([]);
  },
  TIMEOUT_MS,
);

nightly(
  "the Sandbox warns before its stream would leave fewer than two connections, and connects on a second click",
  async () => {
    for (let count = 0; count < 2; count++) {
      const tab = await openSandbox();
      await tab.click("[data-sandbox=connect]");
      await tab.until(`${STATE} === "open"`);
      expect(await tab.evaluate(shows("crowded"))).toBe(false);
    }
    // A trace has a stream of its own too.
    const third = await openTab("/#trace");
    await third.fill("[data-trace=topics]", "demo");
    await third.press("Enter");
    await third.until(`document.querySelector("[data-trace=state]").textContent === "open"`);
    const fourth = await openSandbox();
    await fourth.click("[data-sandbox=connect]");
    await fourth.until(shows("crowded"));
    const crowded = `document.querySelector("[data-sandbox=crowded]").textContent`;
    expect(await fourth.evaluate(crowded)).toStartWith("3 other streams of Sandbox and Trace");
    expect(await fourth.evaluate(STATE)).toBe("closed");
    await fourth.click("[data-sandbox=connect]");
    await fourth.until(`${STATE} === "open"`);
    expect(await fourth.evaluate(shows("crowded"))).toBe(false);
    for (const { console } of tabs) expect(console).toEqual([]);
  },
  TIMEOUT_MS,
);

nightly(
  "a Sandbox stream of a crashed tab no longer counts",
  async () => {
    for (let count = 0; count < 3; count++) {
      const tab = await openSandbox();
      await tab.click("[data-sandbox=connect]");
      await tab.until(`${STATE} === "open"`);
    }
    const fourth = await openSandbox();
    tabs[0]?.crash();
    // The browser releases the lock when it notices the crash.
    await fourth.evaluate(`(async () => {
      const sandboxes = ({ mode }) => mode === "shared";
      while ((await navigator.locks.query()).held.filter(sandboxes).length > 2);
    })()`);
    await fourth.click("[data-sandbox=connect]");
    await fourth.until(`${STATE} === "open"`);
  },
  TIMEOUT_MS,
);
