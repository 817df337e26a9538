/** Alarms in a real browser: a figure above its limit, told in the status bar, and still known after a restart of page and hub. */

import { expect, test } from "bun:test";
import { HubProcess } from "../../browser/hub-process.ts";
import { holdStreams } from "../../browser/held-streams.ts";
import { BrowserPage } from "../../browser/page.ts";
import { hasFocus, metricIs } from "../../browser/page-expressions.fixture.ts";

const TIMEOUT_MS = 120_000;
const LIMIT = "[data-alarm-figure=connections] input";
const raised = (state: boolean) =>
  `document.querySelector("[data-alarm-figure=connections][data-raised=${state}]") !== null`;

test(
  "an alarm begins, ends, and outlives the page and the hub",
  async () => {
    const hub = await HubProcess.start();
    const page = await BrowserPage.open(`${hub.origin}/#alarms`);
    await page.until(metricIs("connections", 1));
    await page.fill(LIMIT, "5");
    await page.press("Tab");
    const letGo = await holdStreams(hub.origin, 10);
    await page.until(raised(true));
    await page.until(`document.querySelector("[data-raised-alarms='1']") !== null`);
    await page.until(
      `document.querySelector("[data-announcement]").textContent === "Alarm: Connections, 11"`,
    );
    const isKept = `document.querySelector("[data-alarm=connections]")?.textContent.includes("up to 11, limit 5")`;
    await page.until(isKept);
    await page.tabTo("[data-alarm=connections] [data-alarms=moment]");
    await page.pressForMenu("ContextMenu");
    await page.until(hasFocus("[data-context-menu] [data-entry=moment]"));
    await page.press("c");
    await page.press("Enter");
    await page.until(hasFocus(LIMIT));
    await page.reload();
    await page.until(`document.readyState === "complete" && ${isKept}`);
    const { port } = hub;
    await hub.stop();
    letGo();
    const next = await HubProcess.start(port);
    await page.until(raised(false));
    await page.until(
      `document.querySelector("[data-alarm=connections]").dataset.alarmState === "over"`,
    );
    expect(await page.evaluate(`document.querySelector("${LIMIT}").value`)).toBe("5");
    // A busy machine may raise that of the event loop meanwhile.
    await page.until(`document.querySelector("[data-raised-alarms]") === null`);
    await page.click("[data-alarms=clear]");
    await page.until(`document.querySelector("[data-alarm=connections]") === null`);
    page.close();
    await next.stop();
  },
  TIMEOUT_MS,
);
