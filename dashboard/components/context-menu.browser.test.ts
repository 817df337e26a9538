/** The menus of things, in a real browser with a real hub: by keyboard alone, and by the right button of the mouse. */

import { expect, test } from "bun:test";
import { nightly } from "../browser/nightly.fixture.ts";
import { axeFaults } from "../browser/axe.ts";
import { hasFocus } from "../browser/page-expressions.fixture.ts";
import { hub, page, TIMEOUT_MS, watchHub } from "../browser/watched-hub.fixture.ts";

watchHub();

const menu = `document.querySelector("[data-context-menu]")`;
const isClosed = `${menu} === null`;
const names = `[...${menu}.querySelectorAll("[role=menuitem]")].map((item) => item.dataset.entry)`;

/** Opens the menu of what has the focus. */
async function open(keys: "ContextMenu" | "Shift+F10" = "ContextMenu"): Promise<void> {
  await page.pressForMenu(keys);
  await page.until(hasFocus("[data-context-menu] [role=menuitem]"));
}

/** Opens the menu of what has the focus, and runs one of its entries. */
async function choose(entry: string): Promise<void> {
  await open();
  while ((await page.evaluate(hasFocus(`[data-entry=${entry}]`))) !== true) {
    await page.press("ArrowDown");
  }
  await page.press("Enter");
  await page.until(isClosed);
}

async function noteCopies(): Promise<void> {
  await page.evaluate(`navigator.clipboard.writeText = async (text) => { window.copied = text; }`);
}

test(
  "a topic's menu opens, finds by letter and gives the focus back, and axe finds nothing in both schemes",
  async () => {
    await hub.publish({ topic: "orders/17", data: "to be listed" });
    await page.evaluate(`location.hash = "#topics"`);
    await page.until(`document.querySelector("[data-topic='orders/17']") !== null`);
    const button = "[data-topic='orders/17'] [data-topic-action=sandbox]";
    await page.tabTo(button);
    await open("Shift+F10");
    expect(await page.evaluate(names)).toEqual(["trace", "sandbox", "streams", "copy"]);
    for (const scheme of ["light", "dark"]) {
      await page.prefer({ "prefers-color-scheme": scheme });
      expect([scheme, ...(await axeFaults(page))]).toEqual([scheme]);
    }
    await page.press("ArrowUp");
    await page.until(hasFocus("[data-entry=copy]"));
    // Elsewhere this key would choose another scheme.
    await page.press("t");
    await page.until(hasFocus("[data-entry=trace]"));
    await page.press("s");
    await page.until(hasFocus("[data-entry=streams]"));
    await page.press("Escape");
    await page.until(`${isClosed} && ${hasFocus(button)}`);
    await choose("streams");
    await page.until(`location.hash === "#streams?find=orders%2F17"`);
    expect(page.console).toEqual([]);
  },
  TIMEOUT_MS,
);

test(
  "a button's menu closes when the window gets another size, since the button is elsewhere then",
  async () => {
    await page.tabTo("[data-menu=latency]");
    await page.press("Enter");
    await page.until(hasFocus("#menu-latency [role=menuitem]"));
    await page.resize(640, 700);
    await page.until(hasFocus("[data-menu=latency]"));
    expect(await page.evaluate(`document.querySelector(".menu:popover-open")`)).toBeNull();
  },
  TIMEOUT_MS,
);

nightly(
  "a topic is traced by its menu, and the events of the trace have theirs",
  async () => {
    await hub.publish({ topic: "orders", data: "to be listed" });
    await page.evaluate(`location.hash = "#topics"`);
    await page.until(`document.querySelector("[data-topic=orders]") !== null`);
    await noteCopies();
    await page.tabTo("[data-topic=orders] [data-topic-action=sandbox]");
    await choose("trace");
    await page.until(`document.querySelector("[data-trace=state]")?.textContent === "open"`);
    await hub.publish({ topic: "orders", type: "paid", data: "order 17" });
    await page.until(`document.querySelector("[data-traced-id]") !== null`);
    await page.tabTo("[data-trace=events]");
    await page.press("ArrowDown");
    await page.until(`document.querySelector("[data-traced-id][aria-selected=true]") !== null`);
    await choose("copy-frame");
    await page.until(`window.copied?.includes("event:paid\\ndata:order 17")`);
    await page.until(hasFocus("[data-trace=events]"));
    await choose("keep-type");
    await page.until(hasFocus("[data-trace=filter]"));
    await page.press("Enter");
    await page.until(`document.querySelector("[data-trace=received]").textContent === "0"`);
    await hub.publish({ topic: "orders", data: "not kept" });
    await hub.publish({ topic: "orders", type: "paid", data: "order 18" });
    await page.until(`document.querySelector("[data-trace=received]").textContent === "2"`);
    expect(await page.evaluate(`document.querySelector("[data-trace=kept]").textContent`)).toBe(
      "1",
    );
    await page.tabTo("[data-trace=events]");
    await page.press("ArrowDown");
    await choose("moment");
    await page.until(`/^#live\\?from=\\d+&to=\\d+$/.test(location.hash)`);
    expect(page.console).toEqual([]);
  },
  TIMEOUT_MS,
);

nightly(
  "streams, and events of the Sandbox, have menus",
  async () => {
    await noteCopies();
    await page.evaluate(`location.hash = "#streams"`);
    await page.until(`document.querySelector(".stream-rows [data-stream-id]") !== null`);
    await page.tabTo("[data-streams=grid]");
    await page.press("ArrowDown");
    await choose("copy-address");
    await page.until(`window.copied?.startsWith("127.0.0.1")`);
    await choose("details");
    await page.until(`document.querySelector("[data-stream-details]") !== null`);
    await choose("end");
    await page.until(hasFocus("[data-streams=end-now]"));
    await page.press("Escape");
    await page.evaluate(`location.hash = "#sandbox"`);
    await page.tabTo("[data-sandbox=connect]");
    await page.press("Enter");
    await page.until(`document.querySelector("[data-sandbox=state]").textContent === "open"`);
    await page.tabTo("[data-sandbox=publish]");
    await page.press("Enter");
    await page.until(`document.querySelectorAll("[data-event-id]").length === 1`);
    await page.tabTo("[data-sandbox=events]");
    await page.press("ArrowDown");
    await page.until(`document.querySelector("[data-event-id][aria-selected=true]") !== null`);
    await choose("publish");
    await page.until(`document.querySelectorAll("[data-event-id]").length === 2`);
    const data = `[...document.querySelectorAll("[data-event-id] .event-data")].map(({ textContent }) => textContent)`;
    expect(await page.evaluate(data)).toEqual(["Hello", "Hello"]);
    expect(page.console).toEqual([]);
  },
  TIMEOUT_MS,
);

nightly(
  "a chart's menu zooms, and opens at the mouse, within the window; a wheel closes it",
  async () => {
    await page.tabTo("[data-plot=recovery] .plot-canvas");
    await choose("mark");
    await page.until(`/from=\\d+&to=\\d+/.test(location.hash)`);
    await choose("zoom-all");
    await page.until(`location.hash === "#live"`);
    await choose("table");
    await page.until(`document.querySelector("[data-plot=recovery] table").checkVisibility()`);
    await open();
    await page.press("c");
    await page.until(hasFocus("[data-entry=image]"));
    await page.press("Escape");
    await choose("table");
    const corner = await page.evaluate(`(() => {
      const { right, bottom } = document.querySelector("[data-plot=recovery] .plot-canvas").getBoundingClientRect();
      return [right - 4, bottom - 4];
    })()`);
    const [x, y] = Array.isArray(corner) ? corner.map(Number) : [];
    if (x === undefined || y === undefined) throw new Error("There is no chart");
    await page.rightClick({ x, y });
    await page.until(hasFocus("[data-context-menu] [role=menuitem]"));
    expect(
      await page.evaluate(`(() => {
        const { left, top, right, bottom } = ${menu}.getBoundingClientRect();
        return left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
      })()`),
    ).toBe(true);
    await page.turnWheel({ x: 5, y: 5 }, 100);
    await page.until(isClosed);
    expect(page.console).toEqual([]);
  },
  TIMEOUT_MS,
);

nightly(
  "with Shift, in fields and on selected text the menu is the browser's",
  async () => {
    /** Whether the page opens a menu of its own there. */
    const isOurs = (selector: string, shiftKey = false) =>
      page.evaluate(`!document.querySelector(${JSON.stringify(selector)}).dispatchEvent(
        new MouseEvent("contextmenu", { bubbles: true, cancelable: true, shiftKey: ${shiftKey} }))`);
    const canvas = "[data-plot=recovery] .plot-canvas";
    expect(await isOurs(canvas, true)).toBe(false);
    expect(await isOurs("[data-plot=recovery] h3")).toBe(false);
    expect(await isOurs(canvas)).toBe(true);
    await page.press("Escape");
    await page.until(isClosed);
    await hub.publish({ topic: "orders", data: "to be listed" });
    await page.evaluate(`location.hash = "#topics"`);
    await page.until(`document.querySelector("[data-topic=orders]") !== null`);
    await page.evaluate(
      `getSelection().selectAllChildren(document.querySelector("[data-topic=orders] th"))`,
    );
    expect(await isOurs("[data-topic=orders] th")).toBe(false);
    expect(await isOurs("[data-topics=filter]")).toBe(false);
    await page.evaluate("getSelection().removeAllRanges()");
    expect(await isOurs("[data-topic=orders] th")).toBe(true);
    expect(page.console).toEqual([]);
  },
  TIMEOUT_MS,
);
