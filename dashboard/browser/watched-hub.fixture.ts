/** A hub and a page that watches it, both new for each test of a file. */

import { afterEach, beforeEach } from "bun:test";
import { HubProcess } from "./hub-process.ts";
import { BrowserPage } from "./page.ts";
import { metricIs } from "./page-expressions.fixture.ts";

/** Longer than the page's own deadline, so that the page reports what did not happen. */
export const TIMEOUT_MS = 120_000;

export let hub: HubProcess;
export let page: BrowserPage;

/** Call once in a file. `hash` names what the page shows, and `isReady` is when a test can begin. */
export function watchHub(hash = "", isReady = metricIs("connections", 1)): void {
  beforeEach(async () => {
    hub = await HubProcess.start();
    page = await BrowserPage.open(hub.origin + hash);
    await page.until(isReady);
  }, TIMEOUT_MS);

  afterEach(async () => {
    page.close();
    await hub.stop();
  }, TIMEOUT_MS);
}

/** Starts the successor of a hub that was stopped, on its port. */
export async function startSuccessor(port: number, ...flags: readonly string[]): Promise<void> {
  hub = await HubProcess.start(port, ...flags);
}
