/** What happened, on the time axis and in the table of a chart, in a real browser with a real hub. */

import { expect, test } from "bun:test";
import { HubProcess } from "../browser/hub-process.ts";
import { BrowserPage } from "../browser/page.ts";
import { metricIs } from "../browser/page-expressions.fixture.ts";

const TIMEOUT_MS = 120_000;
/** What Chromium itself says of connections that fail. */
const ATTEMPT = /net::ERR_/;

/** The texts of one kind in the table of the chart of recoveries. */
const textsOf = (kind: string) =>
  `[...document.querySelectorAll("[data-plot=recovery] [data-annotation=${kind}]")].map((item) => item.textContent.replace(/^[\\d:]+ /, ""))`;

test(
  "a hub's start, a gap and its drain are told in each chart's table, the drain also after the next hub's start",
  async () => {
    const hub = await HubProcess.start();
    const page = await BrowserPage.open(`${hub.origin}/#live?span=5`);
    await page.until(metricIs("connections", 1));
    await page.until(`${textsOf("start")}.length === 1`);
    expect(await page.evaluate(textsOf("start"))).toEqual(["hub started"]);
    expect(await page.evaluate(textsOf("gap"))).toEqual([]);
    const unknown = await fetch(`${hub.origin}/events?topic=orders&lastEventID=unknown-1`, {
      headers: { accept: "text/event-stream" },
    });
    await page.until(`${textsOf("gap")}.includes("1 gap")`);
    await unknown.body?.cancel();
    const { port } = hub;
    await hub.stop();
    const next = await HubProcess.start(port);
    await page.until(`document.querySelector(".status-bar").textContent.includes("reopened 1×")`);
    await page.until(`${textsOf("start")}.length === 1`);
    expect(await page.evaluate(textsOf("drain"))).toEqual(["hub began to drain"]);
    expect(page.console.filter((line) => !ATTEMPT.test(line))).toEqual([]);
    page.close();
    await next.stop();
  },
  TIMEOUT_MS,
);
