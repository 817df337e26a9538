/** The window in a real browser, by keyboard alone: the palette, all panels, panes, dialogs, and what axe finds in them. */

import { expect, test } from "bun:test";
import { join } from "node:path";
import { axeFaults } from "../browser/axe.ts";
import { IS_NIGHTLY } from "../browser/nightly.fixture.ts";
import { hasFocus, hasLine } from "../browser/page-expressions.fixture.ts";
import { PANELS } from "../view/view.ts";
import { hub, page, TIMEOUT_MS, watchHub } from "../browser/watched-hub.fixture.ts";

watchHub();

const isShown = (panel: string) =>
  `document.querySelector("[data-panel=${panel}]").hidden === false`;
const isOpen = `document.querySelector("[data-palette]").open`;

async function type(text: string): Promise<void> {
  for (const character of text) await page.press(character);
}

/** Runs a command by some letters of its name. */
async function command(letters: string): Promise<void> {
  await page.press("k", "Control");
  await page.until(`${isOpen} && ${hasFocus("[data-palette] input")}`);
  await type(letters);
  await page.press("Enter");
  await page.until(`!${isOpen}`);
}

/** For those who look at the pictures after a run: `.github/workflows/ci.yml`. */
async function keepPicture(name: string): Promise<void> {
  const folder = Bun.env.STREAMGAUGE_PICTURES;
  if (folder !== undefined) await page.screenshot(join(folder, `${name}.png`));
}

test(
  "the palette reaches every panel, and what it runs it lists first the next time",
  async () => {
    for (const { name, label } of PANELS.toReversed()) {
      await command(label.toLowerCase());
      await page.until(isShown(name));
    }
    await page.press("/");
    await page.until(isOpen);
    const first = `document.querySelector("[data-palette] [data-command]").dataset.command`;
    expect(await page.evaluate(first)).toBe(`panel-${PANELS[0].name}`);
    await page.press("ArrowUp");
    const chosen = `document.querySelector("[data-palette] [aria-selected=true]")`;
    expect(
      await page.evaluate(`${chosen} === document.querySelector("[data-palette] li:last-child")`),
    ).toBe(true);
    await type("no such thing");
    await page.until(
      `document.querySelector("[data-palette] .empty").checkVisibility() && ${chosen} === null`,
    );
    await page.press("Escape");
    await page.until(`!${isOpen}`);
    expect(page.console).toEqual([]);
  },
  TIMEOUT_MS,
);

test(
  "the palette finds topics and streams of the hub, and a link leads to what was found",
  async () => {
    await hub.publish({ topic: "orders/17", data: "to be found" });
    // The hub counts a topic once its second is over.
    const topics = async () => (await fetch(`${hub.origin}/topics`)).text();
    while (!(await topics()).includes("orders/17")) continue;
    const list = `document.querySelector("[data-palette] ul").textContent`;
    await page.press("k", "Control");
    await page.until(`${isOpen} && ${hasFocus("[data-palette] input")}`);
    await type("orders/17");
    await page.until(`${list}.includes("Trace the topic orders/17")`);
    await page.press("Enter");
    await page.until(`document.querySelector("[data-trace=state]")?.textContent === "open"`);
    await page.until(`location.hash === "#trace?trace=orders%2F17"`);
    await page.press("k", "Control");
    await page.until(`${isOpen} && ${hasFocus("[data-palette] input")}`);
    await type("orders/17");
    await page.until(`${list}.includes("Show the stream")`);
    await page.press("ArrowUp");
    await page.press("Enter");
    await page.until(`document.querySelector("[data-stream-details]") !== null`);
    await page.until(`location.hash.startsWith("#streams?find=")`);
    // A link leads to the stream itself, and to a sorted and filtered list of others.
    const id = await page.evaluate(
      `document.querySelector("[data-stream-details]").dataset.streamDetails`,
    );
    await page.until(`new URLSearchParams(location.hash.split("?")[1]).get("stream") === "${id}"`);
    await page.evaluate(
      `location.hash = "#streams?stream=gone&state=closed&transport=ws&sort=sentBytes"`,
    );
    await page.until(
      `document.querySelector("[data-streams=missing]")?.textContent.includes("gone")`,
    );
    const chosen = `[...document.querySelectorAll("[data-panel=streams] input:checked")].map((input) => input.value).join()`;
    await page.until(`${chosen} === "closed,ws"`);
    await page.evaluate(`location.hash = "#streams?stream=${id}"`);
    await page.until(`document.querySelector("[data-stream-details='${id}']") !== null`);
    expect(await page.evaluate(`document.querySelector("[data-streams=missing]")`)).toBeNull();
    await page.evaluate(`location.hash = "#topics?find=orders"`);
    await page.until(`document.querySelector("[data-topic='orders/17']") !== null`);
    // The browser notes the answer about the stream that is gone.
    expect(page.console.filter((line) => !line.includes("/streams/gone"))).toEqual([]);
  },
  TIMEOUT_MS,
);

test(
  "panes are resized, put back and remembered, and charts enlarged, by keyboard alone",
  async () => {
    const width = `document.querySelector("[data-plot=latency]").getBoundingClientRect().width`;
    const before = Number(await page.evaluate(width));
    await page.tabTo("[data-splitter=columns]");
    for (let presses = 0; presses < 5; presses++) await page.press("ArrowLeft");
    // Two in a hundred for each press, from 53.
    const share = `document.querySelector("[data-splitter=columns]").getAttribute("aria-valuenow")`;
    await page.until(`${share} === "43" && ${width} < ${before - 100}`);
    const narrow = Number(await page.evaluate(width));
    await page.reload();
    await page.until(`document.querySelector("[data-plot=latency]") && ${width} === ${narrow}`);
    await page.tabTo("[data-splitter=columns]");
    await page.press("Enter");
    await page.until(`${width} === ${before}`);
    // Folded away, a chart is neither seen nor reached; the line stays to bring it back.
    const isVisible = (id: string) =>
      `document.querySelector("[data-plot=${id}]").checkVisibility()`;
    await page.press("End");
    await page.until(`!${isVisible("connections")} && ${width} > ${1.5 * before}`);
    await page.press("Home");
    await page.until(`!${isVisible("latency")} && ${isVisible("connections")}`);
    await page.press("Enter");
    await page.until(`${isVisible("latency")} && ${width} === ${before}`);
    await page.tabTo("[data-splitter=groups]");
    await page.press("Home");
    await page.until(`!${isVisible("latency")} && ${isVisible("memory")}`);
    await page.press("Enter");
    await page.until(isVisible("latency"));
    await page.tabTo("[data-enlarge=recovery]");
    await page.press("Enter");
    const isLone = `document.querySelector("[data-plot=recovery]").getBoundingClientRect().width > ${before * 1.5}`;
    await page.until(isLone);
    expect(
      await page.evaluate(`document.querySelector("[data-plot=latency]").checkVisibility()`),
    ).toBe(false);
    await page.press("Escape");
    await page.until(`document.querySelector("[data-plot=latency]").checkVisibility()`);
    await page.press("n");
    await page.until(`document.querySelector(".side").getBoundingClientRect().width < 60`);
    // In a small window it is a row, and takes no width from the rest.
    await page.resize(390, 844);
    await page.until(
      `document.querySelector("main").getBoundingClientRect().width === 390 && document.querySelector("[data-nav=live] .label").checkVisibility()`,
    );
    expect(page.console).toEqual([]);
  },
  TIMEOUT_MS,
);

test.each(["light", "dark"])(
  "axe finds nothing in any panel or dialog, in the %s scheme",
  async (scheme) => {
    await command(`scheme ${scheme}`);
    for (const { name } of PANELS) {
      await command(name);
      await page.until(isShown(name));
      expect([name, ...(await axeFaults(page))]).toEqual([name]);
      await keepPicture(`${name}-${scheme}`);
    }
    await page.press("/");
    await page.until(isOpen);
    expect(["palette", ...(await axeFaults(page))]).toEqual(["palette"]);
    await keepPicture(`palette-${scheme}`);
    await page.press("Escape");
    await page.until(`!${isOpen}`);
    await page.press("?");
    await page.until(`document.querySelector(".help").open`);
    expect(["help", ...(await axeFaults(page))]).toEqual(["help"]);
    await keepPicture(`help-${scheme}`);
  },
  TIMEOUT_MS,
);

/** Both nightly: `.github/workflows/nightly.yml`. */
const SCHEMES = IS_NIGHTLY ? ["light", "dark"] : ["dark"];

test.each(SCHEMES)(
  "with more contrast preferred all text has 7:1, and the canvases follow at once, in the %s scheme",
  async (scheme) => {
    await command(`scheme ${scheme}`);
    await page.until(hasLine("connections"));
    await page.prefer({ "prefers-contrast": "more" });
    // The legend has the new colour, and the lines of before would not do.
    await page.until(hasLine("connections"));
    expect(await axeFaults(page, ["color-contrast-enhanced"])).toEqual([]);
    await keepPicture(`live-${scheme}-more-contrast`);
    await page.prefer({ "prefers-contrast": "less" });
    await page.until(hasLine("connections"));
    expect(await axeFaults(page)).toEqual([]);
    await page.prefer({ "forced-colors": "active" });
    await page.until(hasLine("connections"));
  },
  TIMEOUT_MS,
);
