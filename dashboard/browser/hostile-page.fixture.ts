/**
 * A hub and a page that is watched for what hostile texts may do to it, both new for each test of a file. Where each text
 * takes a step of its own, a few take it by day, and ten times as many nightly.
 */

import { afterEach, expect } from "bun:test";
import { hostileStrings, hostileTraces, watchForHostility } from "./hostile-strings.ts";
import { HubProcess } from "./hub-process.ts";
import { BrowserPage } from "./page.ts";
import { metricIs } from "./page-expressions.fixture.ts";

/** Nightly, one of them takes minutes. */
export const TIMEOUT_MS = 600_000;
export const STRINGS = hostileStrings();
const ONE_IN = Bun.env.FULL_COUNTS === undefined ? 40 : 4;
export const SOME = STRINGS.filter((_, index) => index % ONE_IN === 0);
const WIDTHS_PX = [1_280, 390];

export let hub: HubProcess;
export let page: BrowserPage;

/** Opens the page of a hub, a new one unless one is given. */
export async function open(hash: string, start = HubProcess.start()): Promise<void> {
  hub = await start;
  page = await BrowserPage.open(`${hub.origin}/${hash}`);
  await watch();
}

/** As soon as the page is there; to be repeated when it has been loaded anew. */
export async function watch(): Promise<void> {
  await page.until(metricIs("connections", 1));
  await page.evaluate(watchForHostility);
}

/** Call once in a file. */
export function closeAfterEach(): void {
  afterEach(async () => {
    page.close();
    await hub.stop();
  }, TIMEOUT_MS);
}

/** Nothing happened that a text should not do, at any width. */
export async function expectNoTraces(where: string): Promise<void> {
  for (const width of WIDTHS_PX) {
    await page.resize(width, 800);
    await page.drawn();
    const traces = await page.evaluate(hostileTraces);
    expect({ where, width, traces, console: page.console }).toEqual({
      where,
      width,
      traces: [],
      console: [],
    });
  }
  await page.resize(1_440, 900);
}

/** An expression. */
export function textOf(selector: string): string {
  return `document.querySelector(${JSON.stringify(selector)})?.textContent`;
}
