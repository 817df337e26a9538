/** Several connections of the Sandbox side by side, over several transports, by keyboard alone. Nothing sleeps. */

import { expect, test } from "bun:test";
import { hasFocus } from "../../browser/page-expressions.fixture.ts";
import { hub, page, TIMEOUT_MS, watchHub } from "../../browser/watched-hub.fixture.ts";
import { connect, pressOn, type } from "./sandbox.fixture.ts";

watchHub("/#sandbox", `document.querySelector("[data-stream-state=open]") !== null`);

function column(number: number, selector: string): string {
  return `document.querySelector("[data-column-of='${number}'] ${selector}")?.textContent`;
}

function notices(number: number, text: string): string {
  return `[...document.querySelectorAll("[data-column-of='${number}'] [data-notice]")].some((row) => row.textContent.includes(${JSON.stringify(text)}))`;
}

test(
  "an EventSource, a WebSocket and a fetch() side by side get the same events, and resume when they are dropped",
  async () => {
    await connect();
    await pressOn("[data-sandbox=add]");
    await page.until(
      `document.querySelector("input[name=transport]:checked").value === "websocket"`,
    );
    await type("[data-sandbox=name]", "socket");
    await page.until(`document.querySelector("[data-connection='2'] b").textContent === "socket"`);
    await connect();
    await pressOn("[data-sandbox=add]");
    await page.until(`document.querySelector("[data-connection='3']") !== null`);
    await page.tabTo("input[name=transport]");
    await page.press("ArrowRight");
    await page.press("ArrowRight");
    await page.until(`document.querySelector("input[name=transport]:checked").value === "fetch"`);
    await connect();
    await pressOn("[data-sandbox=side-by-side]");
    await page.until(`document.querySelectorAll("[data-column-of]").length === 3`);
    await pressOn("[data-sandbox=publish]");
    for (const number of [1, 2, 3]) {
      await page.until(`${column(number, "[data-figure=received]")} === "1"`);
      await page.until(`/\\d/.test(${column(number, "[data-figure=latency]")})`);
    }
    const id = await page.evaluate(`document.querySelector("output.published code").textContent`);
    // The third is chosen; the keys choose the others.
    for (const number of [3, 2, 1]) {
      await page.until(`document.querySelector("[name=connection]:checked").value === "${number}"`);
      await pressOn("[data-sandbox=drop]");
      await page.until(notices(number, "Connection lost"));
      await hub.publish({ topic: "demo", data: `while ${number} is away` });
      await page.until(notices(number, "Resumed after"));
      await page.tabTo("[name=connection]");
      await page.press("ArrowLeft");
    }
    for (const number of [1, 2, 3]) {
      await page.until(`${column(number, "[data-figure=received]")} === "4"`);
      expect(await page.evaluate(column(number, "[data-figure=duplicates]"))).toBe("0");
      expect(await page.evaluate(column(number, "[data-figure=gaps]"))).toBe("0");
      const holdsFirst = `document.querySelector("[data-column-of='${number}'] [data-event-id='${id}']") !== null`;
      expect(await page.evaluate(holdsFirst)).toBe(true);
    }
    // The first is chosen; the keys show and publish an event of the second.
    await page.tabTo("[data-column-of='2'] [role=listbox]");
    // The oldest row says that it connected.
    await page.press("End");
    await page.press("ArrowUp");
    await page.until(
      `document.querySelector("[data-column-of='2'] [data-sandbox=raw] code")?.textContent === "${id}"`,
    );
    expect(await page.evaluate(`document.querySelectorAll("[data-sandbox=raw]").length`)).toBe(1);
    await page.pressForMenu("Shift+F10");
    await page.until(hasFocus("[data-context-menu] [role=menuitem]"));
    await page.press("p");
    await page.until(hasFocus("[data-entry=publish]"));
    await page.press("Enter");
    for (const number of [1, 2, 3]) {
      await page.until(`${column(number, "[data-figure=received]")} === "5"`);
    }
    await page.until(`document.querySelector("[name=connection]:checked").value === "2"`);
    await pressOn("[data-sandbox=remove]");
    await page.until(`document.querySelectorAll("[data-connection]").length === 2`);
    expect(page.console).toEqual([]);
  },
  TIMEOUT_MS,
);

test(
  "a reloaded page has the same connections open, paused ones too, and nothing is lost",
  async () => {
    await connect();
    await pressOn("[data-sandbox=add]");
    await page.until(`document.querySelector("[data-connection='2']") !== null`);
    await connect();
    await pressOn("[data-sandbox=add]");
    await page.until(`document.querySelector("[data-connection='3']") !== null`);
    await page.tabTo("input[name=transport]");
    await page.press("ArrowLeft");
    await page.until(`document.querySelector("input[name=transport]:checked").value === "fetch"`);
    await type("[data-sandbox=name]", "slow");
    await connect();
    await pressOn("[data-sandbox=side-by-side]");
    await page.until(`document.querySelectorAll("[data-column-of]").length === 3`);
    const first = await hub.publish({ topic: "demo", data: "before the reload" });
    for (const number of [1, 2, 3]) {
      await page.until(`${column(number, "[data-figure=received]")} === "1"`);
    }
    await page.tabTo("[data-sandbox=slow]");
    await page.press(" ");
    await page.until(notices(3, "Stopped reading"));
    // Sent as the page goes, after it has remembered what it has.
    await page.evaluate(`addEventListener("pagehide", () => {
      navigator.sendBeacon("/events", new URLSearchParams({ topic: "demo", data: "meanwhile" }));
    })`);
    await page.reload();
    const has = (number: number, data: string) =>
      `[...document.querySelectorAll("[data-column-of='${number}'] .event-data")].some((cell) => cell.textContent === "${data}")`;
    for (const number of [1, 2, 3]) await page.until(notices(number, `Resumed after ${first}`));
    for (const number of [1, 2]) await page.until(has(number, "meanwhile"));
    expect(await page.evaluate(column(3, "h3"))).toBe("slow");
    expect(await page.evaluate(column(3, "[data-figure=received]"))).toBe("0");
    await page.tabTo("[data-sandbox=slow]");
    await page.press(" ");
    await page.until(has(3, "meanwhile"));
    for (const number of [1, 2, 3]) {
      expect(await page.evaluate(column(number, "[data-figure=received]"))).toBe("1");
      expect(await page.evaluate(column(number, "[data-figure=gaps]"))).toBe("0");
    }
    expect(page.console).toEqual([]);
  },
  TIMEOUT_MS,
);
