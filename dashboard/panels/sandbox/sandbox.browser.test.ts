/** The Sandbox in a real browser, by keyboard alone: its connections, and what its publish form offers. Nothing sleeps. */

import { expect } from "bun:test";
import { axeFaults } from "../../browser/axe.ts";
import { nightly } from "../../browser/nightly.fixture.ts";
import { hasFocus } from "../../browser/page-expressions.fixture.ts";
import {
  hub,
  page,
  startSuccessor,
  TIMEOUT_MS,
  watchHub,
} from "../../browser/watched-hub.fixture.ts";
import { connect, pressOn, STATE, type } from "./sandbox.fixture.ts";

/** Far more than browser and system hold of a stream that is not read, at 256 kB each. */
const MOST_SLOW_EVENTS = 400;

watchHub("/#sandbox", `document.querySelector("[data-stream-state=open]") !== null`);

nightly(
  "a WebSocket does not count among the six connections, and comes back after the hub does",
  async () => {
    await pressOn("[data-sandbox=add]");
    await page.until(`document.querySelector("[data-connection='2']") !== null`);
    await connect();
    const held = `(async () => (await navigator.locks.query()).held.filter(({ mode }) => mode === "shared").length)()`;
    expect(await page.evaluate(held)).toBe(0);
    const { port } = hub;
    await hub.stop();
    await page.until(`${STATE} === "connecting"`);
    await startSuccessor(port);
    await page.until(`${STATE} === "open"`);
    const again = await hub.publish({ topic: "demo", data: "again" });
    await page.until(`document.querySelector("[data-event-id='${again}']") !== null`);
  },
  TIMEOUT_MS,
);

nightly(
  "the publish form offers templates, checks JSON, publishes several times, remembers, and copies code",
  async () => {
    const data = `document.querySelector("[data-sandbox=publish-data]").value`;
    const note = `document.querySelector("[data-sandbox=json]").textContent`;
    await connect();
    await choose("template", "order");
    await page.until(`${note} === "valid JSON"`);
    const template = String(await page.evaluate(data));
    await type("[data-sandbox=publish-data]", '{"a":[1,2');
    await page.until(`${note}.startsWith("not JSON: ")`);
    await type("[data-sandbox=publish-data]", '{"a":[1,2]}');
    await page.until(`${note} === "valid JSON"`);
    await pressOn("[data-sandbox=pretty]");
    const pretty = JSON.stringify({ a: [1, 2] }, undefined, 2);
    await page.until(`${data} === ${JSON.stringify(pretty)}`);
    await type("[data-sandbox=publish-times]", "25");
    await pressOn("[data-sandbox=publish]");
    await page.until(`document.querySelector("[data-sandbox=received]").textContent === "25"`);
    await page.until(`document.querySelector("output.published code") !== null`);
    await page.evaluate(
      `navigator.clipboard.writeText = async (text) => void (window.copied = text)`,
    );
    await choose("copy-as", "curl");
    await page.until(
      `window.copied?.startsWith("curl ") && window.copied.includes('"type":"order"')`,
    );
    await type("[data-sandbox=publish-data]", "later");
    await page.reload();
    await page.until(`document.querySelector("[data-menu=history]")?.disabled === false`);
    expect(await page.evaluate(data)).toBe("Hello");
    await choose("history", "earlier-0");
    await page.until(`${data} === ${JSON.stringify(pretty)}`);
    expect(template).toContain('"order": 1001');
    expect(page.console).toEqual([]);
  },
  TIMEOUT_MS,
);

nightly(
  "a long repetition shows how far it is, and stops when told",
  async () => {
    await type("[data-sandbox=publish-times]", "1000");
    await type("[data-sandbox=publish-pause]", "60000");
    await pressOn("[data-sandbox=publish]");
    await page.until(
      `document.querySelector("[data-sandbox=publish-progress]")?.textContent === "1 of 1,000 published"`,
    );
    await pressOn("[data-sandbox=stop]");
    await page.until(`document.querySelector("[data-sandbox=publish-progress]") === null`);
    await page.until(`document.querySelector("output.published code") !== null`);
    expect(page.console).toEqual([]);
  },
  TIMEOUT_MS,
);

nightly(
  "the raw text of an event that the keys choose is shown where the browser tells it",
  async () => {
    const raw = `document.querySelector("[data-sandbox=raw] pre")?.textContent`;
    for (const [transport, text] of [
      ["websocket", `'{"id":"' + id + '","type":"message","data":"a"}'`],
      ["fetch", `"id:" + id + "\\ndata:a\\n\\n"`],
    ]) {
      await page.tabTo("[name=transport]");
      await page.press("ArrowRight");
      await page.until(
        `document.querySelector("[name=transport]:checked").value === "${transport}"`,
      );
      await connect();
      const id = await hub.publish({ topic: "demo", data: "a" });
      await page.until(`document.querySelector("[data-event-id='${id}']") !== null`);
      await page.tabTo("[data-sandbox=events]");
      await page.press("ArrowDown");
      await page.until(
        `(() => { const id = "${id}"; return ${raw}?.endsWith(${text}) === true; })()`,
      );
      await page.press("Escape");
      await page.until(`document.querySelector("[data-sandbox=raw]") === null`);
      await pressOn("[data-sandbox=disconnect]");
      await page.until(`${STATE} === "closed"`);
    }
    expect(page.console).toEqual([]);
  },
  TIMEOUT_MS,
);

nightly(
  "a slow reader lags at the hub while the switch is on, and gets everything once it reads again",
  async () => {
    await page.tabTo("[name=transport]");
    await page.press("ArrowLeft");
    await connect();
    await page.tabTo("[data-sandbox=slow]");
    await page.press(" ");
    await page.until(
      `[...document.querySelectorAll("[data-notice]")].some((row) => row.textContent.includes("Stopped reading"))`,
    );
    const lag = `(async () => {
      const { streams } = await (await fetch("/streams?state=open&search=demo")).json();
      return streams.some(({ topics, lagEvents }) => topics.includes("demo") && lagEvents >= 5);
    })()`;
    const data = "x".repeat(256 * 1024);
    let sent = 0;
    while (sent < MOST_SLOW_EVENTS && (await page.evaluate(lag)) !== true) {
      await hub.publish({ topic: "demo", data });
      sent++;
    }
    // What the browser and the system hold does not count: it may still be on its way.
    expect(sent).toBeLessThan(MOST_SLOW_EVENTS);
    await page.tabTo("[data-sandbox=slow]");
    await page.press(" ");
    await page.until(`document.querySelector("[data-sandbox=received]").textContent === "${sent}"`);
    expect(await page.evaluate(`document.querySelector("[data-sandbox=gaps]").textContent`)).toBe(
      "0",
    );
    expect(page.console).toEqual([]);
  },
  TIMEOUT_MS,
);

nightly(
  "axe finds nothing with events, raw text, an open menu and columns",
  async () => {
    const raw = `document.querySelector("[data-sandbox=raw]")`;
    await connect();
    await pressOn("[data-sandbox=publish]");
    await page.until(`document.querySelector("[data-event-id]") !== null`);
    await page.tabTo("[data-sandbox=events]");
    await page.press("ArrowDown");
    await page.until(`${raw} !== null`);
    expect(["raw", ...(await axeFaults(page))]).toEqual(["raw"]);
    await pressOn("[data-menu=history]");
    await page.until(hasFocus("[data-entry]"));
    expect(["menu", ...(await axeFaults(page))]).toEqual(["menu"]);
    await page.press("Escape");
    await pressOn("[data-sandbox=add]");
    await page.until(`document.querySelector("[data-connection='2']") !== null`);
    await connect();
    await pressOn("[data-sandbox=side-by-side]");
    await page.until(`document.querySelectorAll("[data-column-of]").length === 2`);
    await pressOn("[data-sandbox=publish]");
    for (const number of [1, 2]) {
      await page.until(
        `document.querySelector("[data-column-of='${number}'] [data-event-id]") !== null`,
      );
      await page.tabTo(`[data-column-of='${number}'] [role=listbox]`);
      await page.press("ArrowDown");
      await page.until(
        `document.querySelector("[data-column-of='${number}'] [data-sandbox=raw]") !== null`,
      );
    }
    expect(["columns", ...(await axeFaults(page))]).toEqual(["columns"]);
  },
  TIMEOUT_MS,
);

/** Opens a menu and chooses an entry with the arrow keys. */
async function choose(menu: string, entry: string): Promise<void> {
  await pressOn(`[data-menu=${menu}]`);
  await page.until(hasFocus("[data-entry]"));
  while ((await page.evaluate(hasFocus(`[data-entry=${entry}]`))) !== true) {
    await page.press("ArrowDown");
  }
  await page.press("Enter");
  await page.until(`document.querySelector(":popover-open") === null`);
}
