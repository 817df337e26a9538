/** The Trace panel in a real browser: events with the time of their stages, until the one that is looked for. */

import { expect, test } from "bun:test";
import { adversarialStrings } from "../../browser/adversarial.ts";
import { HubProcess } from "../../browser/hub-process.ts";
import { BrowserPage } from "../../browser/page.ts";
import { metricIs, showsLastCell } from "../../browser/page-expressions.fixture.ts";

const TIMEOUT_MS = 120_000;
const stateIs = (state: string) =>
  `document.querySelector("[data-trace=state]")?.textContent === "${state}"`;
const keptIs = (count: number) =>
  `document.querySelector("[data-trace=kept]").textContent === "${count}"`;
const cells = (id: string) =>
  `[...document.querySelectorAll("[data-traced-id='${id}'] > *")].map((cell) => cell.textContent).join("|")`;

test(
  "a trace shows each event's stages and raw text, keeps what matches, resumes and stops where it should",
  async () => {
    const hub = await HubProcess.start();
    const page = await BrowserPage.open(`${hub.origin}/#trace`);
    await page.until(metricIs("connections", 1));
    await page.fill("[data-trace=topics]", "orders");
    await page.fill("[data-trace=filter]", "/order \\d+|last/");
    await page.fill("[data-trace=stop-at]", "LAST");
    await page.press("Enter");
    await page.until(stateIs("open"));
    const publish = (data: string) => hub.publish({ topic: "orders", type: "order", data });
    // Until the hub counts the stream as live, its events are replayed.
    await page.until(metricIs("connections", 2));
    // Before it knows the hub's clock, the page cannot say how long the last stage took.
    await page.until(`document.querySelector(".status-bar").textContent.includes("±")`);
    const id = await publish("order 1");
    await page.until(keptIs(1));
    const shown = String(await page.evaluate(cells(id))).split("|");
    const [, shownId, type, acceptedToDurable, toSent, toHere, data] = shown;
    expect([shownId, type, data]).toEqual([id, "order", "order 1"]);
    for (const ms of [acceptedToDurable, toSent, toHere]) expect(ms).toMatch(/^\d+(\.\d+)?$/);
    await page.evaluate(`document.querySelector("[data-trace=events]").focus()`);
    await page.press("End");
    await page.press("Enter");
    await page.until(
      `/:accepted=.*\\nid:${id}\\nevent:order\\ndata:order 1\\n/.test(document.querySelector("[data-trace=raw] pre").textContent)`,
    );
    await publish("nothing of the kind");
    await publish("order 2");
    await page.until(keptIs(2));
    await publish("the last");
    await page.until(`${keptIs(3)} && ${stateIs("stopped")}`);
    await page.until(metricIs("connections", 1));
    expect(await page.evaluate(`document.querySelector("[data-trace=received]").textContent`)).toBe(
      "4",
    );
    // Narrower than all columns need.
    await page.resize(800, 600);
    await page.until(showsLastCell("[data-traced-id]"));
    await page.fill("[data-trace=filter]", "/(/");
    await page.press("Enter");
    await page.until(
      `document.querySelector("[data-trace=fault]").textContent === "Not a regular expression: /(/"`,
    );
    expect(page.console).toEqual([]);
    page.close();
    await hub.stop();
  },
  TIMEOUT_MS,
);

test(
  "hostile data is shown as text, and a trace goes on after the hub was restarted",
  async () => {
    const hub = await HubProcess.start();
    const page = await BrowserPage.open(`${hub.origin}/#trace`);
    await page.until(metricIs("connections", 1));
    await page.fill("[data-trace=topics]", "*");
    await page.press("Enter");
    await page.until(stateIs("open"));
    const strings = adversarialStrings(100);
    for (const data of strings) await hub.publish({ topic: "hostile", data });
    await page.until(keptIs(strings.length));
    const { port } = hub;
    await hub.stop();
    await page.until(stateIs("connecting"));
    const next = await HubProcess.start(port);
    await page.until(stateIs("open"));
    const id = await next.publish({ topic: "hostile", data: "after the restart" });
    await page.until(`document.querySelector("[data-traced-id='${id}']") !== null`);
    expect(
      await page.evaluate(
        `document.querySelectorAll("[data-panel=trace] :is(script, img, b i)").length`,
      ),
    ).toBe(0);
    page.close();
    await next.stop();
  },
  TIMEOUT_MS,
);
