/** A real browser reads gzip streams: each event on arrival, and on after a cut. */

import { expect, test } from "bun:test";
import { HubProcess } from "../browser/hub-process.ts";
import { BrowserPage } from "../browser/page.ts";

const TIMEOUT_MS = 60_000;
const STREAM = "gzip-test-1";

test(
  "the browser's own EventSource reads a compressed stream, event by event, and resumes after a cut",
  async () => {
    const hub = await HubProcess.start(0, "--compress");
    const page = await BrowserPage.open(`${hub.origin}/health/live`);
    try {
      await page.evaluate(`new Promise((resolve) => {
        window.received = [];
        window.opened = 0;
        window.source = new EventSource("/events?topic=a&stream=${STREAM}");
        window.source.onmessage = ({ data }) => window.received.push(data);
        window.source.onopen = () => { window.opened += 1; resolve(); };
      })`);
      const encoding = `fetch("/events?topic=a").then((answer) => answer.headers.get("content-encoding"))`;
      expect(await page.evaluate(encoding)).toBe("gzip");
      for (const data of ["one", "two"]) {
        await hub.publish({ topic: "a", data });
        await page.until(`window.received.at(-1) === "${data}"`);
      }
      await fetch(`${hub.origin}/events/${STREAM}`, { method: "DELETE" });
      await hub.publish({ topic: "a", data: "three" });
      await page.until("window.opened === 2 && window.received.length === 3");
      expect(await page.evaluate("window.received")).toEqual(["one", "two", "three"]);
    } finally {
      page.close();
      await hub.stop();
    }
  },
  TIMEOUT_MS,
);
