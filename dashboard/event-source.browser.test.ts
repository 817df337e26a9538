/** What a real EventSource makes of what the hub says: why that is said so. */

import { afterEach, expect, test } from "bun:test";
import { holdStreams } from "./browser/held-streams.ts";
import { HubProcess } from "./browser/hub-process.ts";
import { BrowserPage } from "./browser/page.ts";

/** Beyond the page's own deadline, so that it is the page that says what did not happen. */
const TIMEOUT_MS = 120_000;
/** More than the hub lets pass without an id. */
const BUSY_EVENTS = 5_000;
const BURST = 100;

let end: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of end.splice(0).toReversed()) await stop();
  end = [];
}, TIMEOUT_MS);

/** Opens a page that has nothing of its own, and an EventSource in it. */
async function openSource(origin: string, query = "topic=held"): Promise<BrowserPage> {
  const page = await BrowserPage.open(`${origin}/health/live`);
  end.push(() => Promise.resolve(page.close()));
  await page.evaluate(`(() => {
    window.errors = 0;
    window.received = [];
    window.source = new EventSource("/events?${query}");
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

test(
  "an id without an event moves an EventSource on: it resumes from there, and sees nothing of it",
  async () => {
    const hub = await HubProcess.start(0, "--heartbeat", "0.5");
    end.push(() => hub.stop());
    const page = await openSource(hub.origin, "topic=quiet&stream=quiet-stream");
    await page.until("window.source.readyState === EventSource.OPEN");
    await hub.publish({ topic: "quiet", data: "seen" });
    await page.until("window.received.length === 1");
    // Heartbeats go round: when this one gets another after its id, the one before it has had its id too.
    await page.evaluate(`(async () => {
      const { body } = await fetch("/events?topic=quiet");
      window.read = "";
      const reading = async () => {
        for await (const chunk of body) window.read += new TextDecoder().decode(chunk);
      };
      reading().catch(() => {});
    })()`);
    for (let from = 0; from < BUSY_EVENTS; from += BURST) {
      const events = Array.from({ length: BURST }, () => hub.publish({ topic: "busy", data: "x" }));
      await Promise.all(events);
    }
    await page.until(`/id:\\S+\\n\\n:/.test(window.read)`);
    const cut = await fetch(`${hub.origin}/events/quiet-stream`, { method: "DELETE" });
    expect(cut.status).toBe(204);
    await page.until("window.errors === 1 && window.source.readyState === EventSource.OPEN");
    // It has nothing to skip.
    expect(await replayed(hub.origin, "0")).toBe(1);
    expect(await page.evaluate("window.received")).toEqual(["seen"]);
  },
  TIMEOUT_MS,
);

/** How many readers resumed so many events behind the head, or fewer. */
async function replayed(origin: string, events: string): Promise<number> {
  const metrics = await (await fetch(`${origin}/metrics`)).text();
  const bucket = new RegExp(`streamgauge_replay_events_bucket\\{le="${events}"\\} (\\d+)`);
  return Number(bucket.exec(metrics)?.[1]);
}
