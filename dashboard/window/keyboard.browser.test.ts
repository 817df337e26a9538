/**
 * Everything by keyboard: in each panel, with something to show, Tab reaches all that can be pressed or filled in, in the
 * order of the page and with its focus seen; arrow keys reach the rest. And the focus is never lost with what had it.
 */

import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { holdStreams } from "../browser/held-streams.ts";
import { HubProcess } from "../browser/hub-process.ts";
import { BrowserPage } from "../browser/page.ts";
import { hasFocus, metricIs, panelKey } from "../browser/page-expressions.fixture.ts";
import { PANELS, type PanelName } from "../view/view.ts";

const TIMEOUT_MS = 300_000;
/** More than any panel has. */
const MOST_TABS = 150;

/** What can be pressed or filled in, or has the focus for its keys. */
const INTERACTIVE = `button, a[href], input, select, textarea, summary, [tabindex], [role=option], [role=row], [role=separator], [role=menuitem], [role=tab]`;

/**
 * An expression that prepares a walk: functions for a step, and for what was not reached at its end. A radio button is
 * reached with the others of its group; an option or row with the list that moves through it by arrow keys.
 */
const WALK = `(() => {
  const walk = window.walk = { steps: [], unseen: [], unordered: [], wraps: 0 };
  const lookOf = (element) => {
    const seen = element.matches("label input[type=radio]") ? element.nextElementSibling : element;
    const around = element.closest(".events-frame") ?? seen;
    return [seen, around].map((one) => {
      const { outlineStyle, outlineWidth, boxShadow, backgroundColor, borderColor } = getComputedStyle(one);
      return [outlineStyle === "none" ? "" : outlineStyle + outlineWidth, boxShadow, backgroundColor, borderColor].join();
    }).join();
  };
  const nameOf = (element) => element.outerHTML.replace(/>[^]*/, ">").slice(0, 160);
  const isMet = (element) => walk.steps.includes(element);
  walk.start = () => {
    walk.looks = new Map();
    document.activeElement.blur();
    for (const element of document.querySelectorAll("${INTERACTIVE}")) walk.looks.set(element, lookOf(element));
  };
  walk.step = () => {
    const element = document.activeElement;
    // From the end of the page the focus goes through the browser's own window, which takes a moment.
    if (element === document.body || element === walk.steps.at(-1)) return true;
    if (isMet(element)) return false;
    const before = walk.steps.at(-1);
    // From the end of the page it goes on at its beginning.
    if (before && !(before.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING) && ++walk.wraps > 1) walk.unordered.push(nameOf(element));
    walk.steps.push(element);
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const isInView = right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;
    if (walk.looks.get(element) === lookOf(element) || !isInView) walk.unseen.push(nameOf(element));
    return true;
  };
  walk.missed = () => [...document.querySelectorAll("${INTERACTIVE}")].filter((element) => {
    if (!element.checkVisibility() || element.matches(":disabled") || isMet(element)) return false;
    if (element.closest("[popover]:not(:popover-open), dialog:not([open])")) return false;
    if (element.matches("[type=radio]")) return !walk.steps.some((one) => one.name === element.name);
    const list = element.closest("[role=grid], [role=listbox]");
    if (element.matches("[role=option], [role=row]") && list !== null) return !isMet(list);
    return true;
  }).map(nameOf);
})()`;

let folder: string;
let hub: HubProcess;
let page: BrowserPage;
let letGo: () => void;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "streamgauge-keyboard-"));
  hub = await HubProcess.startIn(folder, 0, "--dev");
  page = await BrowserPage.open(`${hub.origin}/#live`);
  await page.until(metricIs("connections", 1));
  letGo = await holdStreams(hub.origin, 3);
}, TIMEOUT_MS);

afterEach(async () => {
  letGo();
  page.close();
  await hub.stop();
  await rm(folder, { recursive: true, force: true });
}, TIMEOUT_MS);

async function show(panel: PanelName): Promise<void> {
  await page.evaluate("document.activeElement.blur()");
  await page.press(panelKey(panel));
  await page.until(`document.querySelector("[data-panel=${panel}]").hidden === false`);
}

async function pressOn(selector: string, key = "Enter"): Promise<void> {
  await page.tabTo(selector, MOST_TABS);
  await page.press(key);
}

/** Gives a panel something to show, by keyboard. */
const FILL: Partial<Readonly<Record<PanelName, () => Promise<void>>>> = {
  topics: () => page.until(`document.querySelector("[data-topic=held]") !== null`),
  streams: async () => {
    await page.until(`document.querySelector(".stream-rows [data-stream-id]") !== null`);
    await page.tabTo("[data-streams=grid]");
    await page.press("ArrowDown");
    await page.press("Enter");
    await page.until(`document.querySelector("[data-stream-details]") !== null`);
  },
  trace: async () => {
    await page.tabTo("[data-trace=topics]");
    await page.press("*");
    await page.press("Enter");
    await page.until(`document.querySelector("[data-trace=state]").textContent === "open"`);
    await hub.publish({ topic: "traced", data: "1" });
    await page.until(`document.querySelector("[data-traced-id]") !== null`);
    await page.tabTo("[data-trace=events]");
    await page.press("ArrowDown");
    await page.press("Enter");
    await page.until(`document.querySelector("[data-trace=raw]") !== null`);
  },
  sandbox: async () => {
    await pressOn("[data-sandbox=connect]");
    await page.until(`document.querySelector("[data-sandbox=state]").textContent === "open"`);
    await pressOn("[data-sandbox=publish]");
    await page.until(`document.querySelector("[data-event-id]") !== null`);
    await page.tabTo("[data-sandbox=events]");
    await page.press("ArrowDown");
    await page.until(`document.querySelector("[data-sandbox=raw]") !== null`);
  },
  bench: async () => {
    await page.until(`document.querySelector("[data-bench=start]")?.disabled === false`);
  },
  hub: async () => {
    await pressOn(".about-hub summary");
    await page.until(`document.querySelector(".about-parts") !== null`);
  },
};

test(
  "Tab reaches all that can be pressed or filled in, in each panel, in order and seen",
  async () => {
    for (const { name: panel } of PANELS) {
      await show(panel);
      await FILL[panel]?.();
      await page.evaluate(WALK);
      await page.evaluate("window.walk.start()");
      let steps = 0;
      do {
        await page.press("Tab");
        steps++;
      } while (steps < MOST_TABS && (await page.evaluate("window.walk.step()")) === true);
      const { missed, unseen, unordered } = JSON.parse(
        String(
          await page.evaluate(
            `JSON.stringify({ ...window.walk, steps: [], looks: [], missed: window.walk.missed() })`,
          ),
        ),
      );
      expect({ panel, missed, unseen, unordered }).toEqual({
        panel,
        missed: [],
        unseen: [],
        unordered: [],
      });
      expect(steps).toBeGreaterThan(15);
    }
    expect(page.console).toEqual([]);
  },
  TIMEOUT_MS,
);

test(
  "the focus is never lost: it moves on when what has it is disabled, removed or hidden, and comes back from dialogs and menus",
  async () => {
    const isSomewhere = `document.activeElement !== document.body && document.activeElement.checkVisibility() && !document.activeElement.disabled`;
    const isStill = async (what: string) => {
      await page.drawn();
      expect([what, await page.evaluate(isSomewhere)]).toEqual([what, true]);
    };
    await page.tabTo("[data-menu=latency]");
    await page.press("Enter");
    await page.until(hasFocus("[data-entry]"));
    await page.press("Escape");
    await page.until(hasFocus("[data-menu=latency]"));
    for (const key of ["/", "?"]) {
      await page.press(key);
      await page.until(`document.querySelector("dialog[open]") !== null`);
      await page.press("Escape");
      await page.until(`document.querySelector("dialog[open]") === null`);
      await page.until(hasFocus("[data-menu=latency]"));
    }
    await page.press("+");
    await pressOn("[data-zoom=out]");
    await page.until(`document.querySelector("[data-zoom=out]") === null`);
    await isStill("zoomed out");
    await page.tabTo("[data-plot=latency] .plot-canvas", MOST_TABS);
    await page.press(panelKey("alarms"));
    await page.until(hasFocus("[data-nav=alarms]"));

    await show("streams");
    await FILL.streams?.();
    await pressOn("[data-streams=close]");
    await page.until(hasFocus("[data-streams=grid]"));
    await page.tabTo("[data-streams=search]", MOST_TABS);
    for (const character of "nobody") await page.press(character);
    await page.until(`document.querySelector("[data-streams=none]") !== null`);
    await pressOn("[data-streams=none] button");
    await page.until(`document.querySelector("[data-streams=none]") === null`);
    await isStill("all are shown");

    await show("trace");
    await FILL.trace?.();
    await pressOn("[data-trace=stop]");
    await page.until(hasFocus("[data-trace=start]"));

    await show("sandbox");
    await FILL.sandbox?.();
    await pressOn("[data-sandbox=clear]");
    await page.until(`document.querySelector("[data-event-id]") === null`);
    await isStill("cleared");
    await pressOn("[data-sandbox=disconnect]");
    await page.until(hasFocus("[data-sandbox=connect]"));
    await pressOn("[data-sandbox=add]");
    await page.until(`document.querySelector("[data-connection='2']") !== null`);
    await isStill("added");
    await pressOn("[data-sandbox=remove]");
    await page.until(`document.querySelector("[data-connection='2']") === null`);
    await isStill("removed");

    await show("bench");
    await FILL.bench?.();
    await page.tabTo("[data-bench=connections]", MOST_TABS);
    await page.evaluate(`document.activeElement.select()`);
    await page.press("1");
    await pressOn("[data-bench=start]");
    await page.until(hasFocus("[data-bench=stop]"));
    await page.press("Enter");
    await page.until(`document.querySelector("[data-bench=start]").disabled === false`);
    await isStill("stopped");
    expect(page.console).toEqual([]);
  },
  TIMEOUT_MS,
);
