/**
 * A hub and a page that is watched for what hostile texts may do to it, both new for each test of a file. Where each text
 * takes a step of its own, a few take it by day, and all of them nightly.
 */

import { afterEach, expect } from "bun:test";
import { isTopic } from "./hostile-fields.ts";
import { hostileStrings, hostileTraces, watchForHostility } from "./hostile-strings.ts";
import { HubProcess } from "./hub-process.ts";
import { IS_NIGHTLY } from "./nightly.fixture.ts";
import { BrowserPage } from "./page.ts";
import { metricIs } from "./page-expressions.fixture.ts";

/** Nightly, one of them takes minutes. */
export const TIMEOUT_MS = 1_200_000;
export const STRINGS = hostileStrings();
/** Nightly all of them, by day one in forty. */
export const SOME = STRINGS.filter((_, index) => IS_NIGHTLY || index % 40 === 0);
const LONGEST = STRINGS.toSorted((one, other) => other.length - one.length)[0];
/** For what takes many steps: nightly all of them, by day one in two hundred, and the longest. */
export const FEW = STRINGS.filter(
  (text, index) => IS_NIGHTLY || index % 200 === 0 || text === LONGEST,
);
/** The hub takes them as topics, and refuses them by name with a `$` before them. Fields trim what is typed. */
export const TOPICS = FEW.filter(
  (text) => isTopic(text) && isTopic(`a${text}`) && text === text.trim(),
);
const WIDTHS_PX = [1_280, 390];
const REFUSAL = /^\{"source":"network".*the server responded with a status of [45]\d\d/;

export let hub: HubProcess;
export let page: BrowserPage;
let hasRefusals = false;

/** Opens the page of a hub, a new one unless one is given, by its own address or that of a proxy in front of it. */
export async function open(
  hash: string,
  start = HubProcess.start(),
  through = (origin: string) => origin,
): Promise<void> {
  hasRefusals = false;
  hub = await start;
  page = await BrowserPage.open(`${through(hub.origin)}/${hash}`);
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

/** From now on requests of the page may be refused, which the browser notes on its console. */
export function expectRefusals(): void {
  hasRefusals = true;
}

/** Nothing happened that a text should not do, at any width. */
export async function expectNoTraces(where: string): Promise<void> {
  for (const width of WIDTHS_PX) {
    await page.resize(width, 800);
    await page.drawn();
    const traces = await page.evaluate(hostileTraces);
    const console = page.console.filter((entry) => !(hasRefusals && REFUSAL.test(entry)));
    expect({ where, width, traces, console }).toEqual({ where, width, traces: [], console: [] });
  }
  await page.resize(1_440, 900);
}

/** What steps of `expectShown()` may call. */
const STEP_TOOLS = `
  const frame = () => new Promise(requestAnimationFrame);
  const read = (selector) => document.querySelector(selector)?.textContent;
  const click = (selector) => document.querySelector(selector).click();
  const press = (selector, key, more = {}) => document.querySelector(selector)
    .dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
  const until = async (isSo) => {
    for (const startMs = performance.now(); !isSo() && performance.now() - startMs < 10_000; ) await frame();
  };
  const enter = (selector, text) => {
    const field = document.querySelector(selector);
    field.value = field.maxLength < 0 ? text : text.slice(0, field.maxLength);
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    return field.value;
  };
`;

/**
 * Takes a step for each case, in a narrow window: a function of the page that resolves to what is to be shown then, and
 * to a function that reads what is. The page shows each of them, and nothing else happens.
 */
export async function expectShown(
  where: string,
  cases: readonly unknown[],
  step: string,
): Promise<void> {
  await page.resize(Math.min(...WIDTHS_PX), 800);
  await page.drawn();
  const faults = await page.evaluate(`(async () => {
    ${STEP_TOOLS}
    const faults = [];
    for (const one of ${JSON.stringify(cases)}) {
      const [wanted, shown] = await (${step})(one);
      await until(() => shown() === wanted);
      const traces = ${hostileTraces};
      if (shown() !== wanted) traces.push(JSON.stringify({ wanted, shown: shown() }));
      if (traces.length > 0) faults.push([JSON.stringify(one), ...traces].join(" | "));
      if (faults.length > 2) break;
    }
    return faults;
  })()`);
  expect({ where, faults }).toEqual({ where, faults: [] });
  await expectNoTraces(where);
}

/** An expression. */
export function textOf(selector: string): string {
  return `document.querySelector(${JSON.stringify(selector)})?.textContent`;
}
