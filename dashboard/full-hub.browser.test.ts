/** What a real EventSource makes of a hub that has no place for it: why the hub answers 200, and not 503. */

import { afterEach, expect, test } from "bun:test";
import { holdStreams } from "./browser/held-streams.ts";
import { HubProcess } from "./browser/hub-process.ts";
import { BrowserPage } from "./browser/page.ts";

/** Beyond the page's own deadline, so that it is the page that says what did not happen. */
const TIMEOUT_MS = 120_000;

let end: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of end.splice(0).toReversed()) await stop();
  end = [];
}, TIMEOUT_MS);

/** Opens a page that has nothing of its own, and an EventSource in it. */
async function openSource(origin: string): Promise<BrowserPage> {
  const page = await BrowserPage.open(`${origin}/health/live`);
  end.push(() => Promise.resolve(page.close()));
  await page.evaluate(`(() => {
    window.errors = 0;
    window.received = [];
    window.source = new EventSource("/events?topic=held");
    window.source.onerror = () => window.errors++;
    window.source.onmessage = ({ data }) => window.received.push(data);
  })()`);
  return page;
}

test(
  "an EventSource that finds no place comes back by itself, and is in when there is one",
  async () => {
    const hub = await HubProcess.start(0, "--max-connections", "1");
    end.push(() => hub.stop());
    const letGo = await holdStreams(hub.origin, 1);
    const page = await openSource(hub.origin);
    await page.until("window.errors > 0");
    expect(await page.evaluate("window.source.readyState === EventSource.CONNECTING")).toBe(true);
    letGo();
    // It is open for a moment each time that it is refused: only who is in gets an event.
    while (!(await page.evaluate("window.received.length > 0"))) {
      await hub.publish({ topic: "held", data: "in" });
    }
  },
  TIMEOUT_MS,
);

test(
  "an EventSource that is answered 503 gives up for good",
  async () => {
    const server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: ({ url }) =>
        url.includes("/events")
          ? new Response("full", { status: 503, headers: { "retry-after": "1" } })
          : new Response("here"),
    });
    end.push(() => server.stop(true));
    const page = await openSource(server.url.origin);
    await page.until("window.errors > 0");
    expect(await page.evaluate("window.source.readyState === EventSource.CLOSED")).toBe(true);
  },
  TIMEOUT_MS,
);
