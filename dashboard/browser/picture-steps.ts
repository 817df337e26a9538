/** What somebody does on a page before its picture is taken. */

import { typeOf } from "./hostile-fields.ts";
import { hostileStrings } from "./hostile-strings.ts";
import type { BrowserPage } from "./page.ts";

export const press =
  (...keys: readonly string[]) =>
  async (page: BrowserPage) => {
    for (const key of keys) await page.press(key);
  };

/** Clicks within the page, since a window may be too small to hit what has to be scrolled to. */
export const click = (selector: string) => (page: BrowserPage) =>
  page.evaluate(`document.querySelector(${JSON.stringify(selector)}).click()`);

/** Scrolls to what a small window may have below its edge. */
export const scrollTo = (selector: string) => (page: BrowserPage) =>
  page.evaluate(
    `document.querySelector(${JSON.stringify(selector)}).scrollIntoView({ block: "end" })`,
  );

/** Opens a menu beside its button, wherever that is now. */
export const openMenu = (name: string) => (page: BrowserPage) =>
  page.evaluate(`(() => {
    document.querySelector("#menu-${name}").hidePopover();
    const button = document.querySelector("[data-menu=${name}]");
    button.scrollIntoView({ block: "center" });
    button.click();
  })()`);

export const type = (selector: string, text: string) => (page: BrowserPage) =>
  page.fill(selector, text);

export const inTurn =
  (...steps: readonly ((page: BrowserPage) => Promise<unknown>)[]) =>
  async (page: BrowserPage) => {
    for (const step of steps) await step(page);
  };

const connect = inTurn(click("[data-sandbox=connect]"), (page) =>
  page.until(`document.querySelector("[data-sandbox=state]").textContent === "open"`),
);

export const connectAndPublish = async (page: BrowserPage) => {
  await connect(page);
  await click("[data-sandbox=publish]")(page);
  await page.until(`document.querySelector("[data-event-id]") !== null`);
};

export const publishRefused = inTurn(
  type("[data-sandbox=publish-topic]", "$stats"),
  click("[data-sandbox=publish]"),
  (page) => page.until(`document.querySelector("output.refused") !== null`),
);

export const publishRepeatedly = inTurn(
  connectAndPublish,
  type("[data-sandbox=publish-times]", "1000"),
  type("[data-sandbox=publish-pause]", "100"),
  click("[data-sandbox=publish]"),
  (page) => page.until(`document.querySelector("[data-sandbox=publish-progress]") !== null`),
);

export const showColumns = async (page: BrowserPage) => {
  await connectAndPublish(page);
  for (const button of ["add", "connect", "side-by-side"]) {
    await click(`[data-sandbox=${button}]`)(page);
    await page.drawn();
  }
  await click("[data-sandbox=publish]")(page);
  await page.until(`document.querySelector("[data-column-of='2'] [data-event-id]") !== null`);
};

/** Eight connections with long names and a hostile one, four of them side by side, of all that is published. */
export const showMany = async (page: BrowserPage) => {
  await page.fill("[data-sandbox=topics]", "*");
  await connectAndPublish(page);
  for (let number = 2; number <= 8; number++) {
    await click("[data-sandbox=add]")(page);
    await page.until(`document.querySelector("[data-connection='${number}']") !== null`);
    const name = number === 2 ? "<b>\u202Eecruos" : `reader of all orders in Europe ${number}`;
    if (number % 2 === 0) await page.fill("[data-sandbox=name]", name);
    if (number < 5) await click("[name=transport][value=websocket]")(page);
    if (number < 5) await click("[data-sandbox=connect]")(page);
  }
  await click("[data-connection='1'] input")(page);
  await click("[data-sandbox=side-by-side]")(page);
  await page.until(`document.querySelectorAll("[data-column-of]").length === 4`);
};

/** An event of each column is chosen: the second connection is a WebSocket, which tells the raw text. */
export const showRawInColumns = async (page: BrowserPage) => {
  await showColumns(page);
  for (const number of [1, 2]) {
    await click(`[data-column-of='${number}'] [data-event-id]`)(page);
  }
  await page.until(`document.querySelectorAll("[data-sandbox=raw]").length === 2`);
};

const keptRuns = (least: number) =>
  `document.querySelectorAll("[data-bench-kept]").length >= ${least}`;
const isBenchIdle = `document.querySelector("[data-bench=start]")?.disabled === false`;

/** Keeps two runs, unless an earlier state has. */
export const keepTwoRuns = async (page: BrowserPage) => {
  await page.until(isBenchIdle);
  for (const least of [1, 2]) {
    if ((await page.evaluate(keptRuns(least))) === true) continue;
    await startRun("20", "2")(page);
    await page.until(`${keptRuns(least)} && ${isBenchIdle}`);
  }
};

export const startRun = (connections: string, duration: string) => async (page: BrowserPage) => {
  await page.until(isBenchIdle);
  await page.fill("[data-bench=connections]", connections);
  await page.fill("[data-bench=duration]", duration);
  await click("[data-bench=start]")(page);
  await page.until(
    `document.querySelector("[data-bench=state]").textContent === "fan-out: publishing"`,
  );
};

export const compareTwo = async (page: BrowserPage) => {
  await keepTwoRuns(page);
  await page.evaluate(
    `[...document.querySelectorAll("[data-bench-kept] input")].slice(0, 2).forEach((box) => box.click())`,
  );
  await page.until(`!document.querySelector("[data-bench=compare]").disabled`);
  await click("[data-bench=compare]")(page);
  await page.until(`document.querySelector("[data-bench-verdict] pre") !== null`);
};

/** A recording at its end, standing still. */
export const showReplay = async (page: BrowserPage) => {
  await keepTwoRuns(page);
  await click("[data-bench=replay]")(page);
  await page.until(`document.querySelector("[data-replay=time]") !== null`);
  await page.evaluate(`document.querySelector("[data-replay=time]").focus()`);
  await page.press("End");
  await page.until(
    `document.querySelector("[data-replay=state]").textContent === "fan-out: ended"`,
  );
};

export const traceAll = async (page: BrowserPage) => {
  await page.until(`document.querySelector("[data-trace=topics]").value === "*"`);
  await click("[data-trace=start]")(page);
  await page.until(`document.querySelectorAll("[data-traced-id]").length > 8`);
};

export const traceUntil = (condition: string) => async (page: BrowserPage) => {
  await page.until(`document.querySelector("[data-trace=topics]").value === "*"`);
  await page.fill("[data-trace=stop-at]", condition);
  await click("[data-trace=start]")(page);
  await page.until(
    `document.querySelector("[data-trace=fault]").hidden === false ||
     document.querySelector("[data-trace=note]").textContent !== ""`,
  );
};

export const openStream = async (page: BrowserPage) => {
  // Not the page's own, which would come back at once.
  const row = `[...document.querySelectorAll(".stream-rows [data-stream-id]")].find((row) => row.textContent.includes("orders"))`;
  await page.until(`${row} !== undefined`);
  await page.evaluate(`${row}.click()`);
  await page.until(`document.querySelector("[data-streams=end]") !== null`);
  await click("[data-streams=end]")(page);
};

const publishHostility = async (page: BrowserPage) => {
  const texts = hostileStrings().filter((text, index) => index % 7 === 0 && text.isWellFormed());
  const bodies = texts.map((data) => ({ topic: "hostile", data, type: typeOf(data) }));
  await page.evaluate(`(async () => {
    for (const body of ${JSON.stringify(bodies)})
      await fetch("/events", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  })()`);
};

/** The notice goes by itself after some seconds. */
export const tellOfCopy = inTurn(
  press("/"),
  type("[data-palette] input", "link to what"),
  press("Enter"),
  (page) => page.until(`document.querySelector(".toast") !== null`),
);

export const traceHostile = async (page: BrowserPage) => {
  await click("[data-trace=start]")(page);
  await page.until(`document.querySelector("[data-trace=state]").textContent === "open"`);
  await publishHostility(page);
  await page.until(`document.querySelectorAll("[data-traced-id]").length > 8`);
};

export const readHostile = async (page: BrowserPage) => {
  await page.fill("[data-sandbox=topics]", "*");
  await click("[name=transport][value=websocket]")(page);
  await connect(page);
  await publishHostility(page);
  await page.until(`document.querySelector("[data-event-id]") !== null`);
};
