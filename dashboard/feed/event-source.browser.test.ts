/** How a real EventSource reacts to what the hub sends, which is why the hub sends it that way. */

import { afterEach, expect, test } from "bun:test";
import { holdStreams } from "../browser/held-streams.ts";
import { HubProcess } from "../browser/hub-process.ts";
import { BrowserPage } from "../browser/page.ts";

/** Longer than the page's own deadline, so that the page reports what did not happen. */
const TIMEOUT_MS = 120_000;
/** Enough for the hub to send an id on its own. */
const BUSY_EVENTS = 5_000;
const BURST = 100;

let end: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of end.splice(0).toReversed()) await stop();
  end = [];
}, TIMEOUT_MS);

/** Opens an EventSource in an otherwise empty page. */
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
  "an EventSource refused at the cap keeps coming back, and is admitted once there is room",
  async () => {
    const hub = await HubProcess.start(0, "--max-connections", "1");
    end.push(() => hub.stop());
    const letGo = await holdStreams(hub.origin, 1);
    const page = await openSource(hub.origin);
    await page.until("window.errors > 0");
    expect(await page.evaluate("window.source.readyState === EventSource.CONNECTING")).toBe(true);
    letGo();
    // It is open for a moment each time it is refused, but gets an event only once admitted.
    while (!(await page.evaluate("window.received.length > 0"))) {
      await hub.publish({ topic: "held", data: "in" });
    }
  },
  TIMEOUT_MS,
);

test(
  "an EventSource that gets a 503 gives up for good",
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
  "an id without an event advances an EventSource: it resumes from there, and dispatches nothing",
  async () => {
    const hub = await HubProcess.start(0, "--heartbeat", "0.5");
    end.push(() => hub.stop());
    const page = await openSource(hub.origin, "topic=quiet&stream=quiet-stream");
    await page.until("window.source.readyState === EventSource.OPEN");
    await hub.publish({ topic: "quiet", data: "seen" });
    await page.until("window.received.length === 1");
    // Heartbeats go in turn: when this stream gets one after its id, the earlier stream has its id too.
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
    // It has missed nothing.
    expect(await replayed(hub.origin, "0")).toBe(1);
    expect(await page.evaluate("window.received")).toEqual(["seen"]);
  },
  TIMEOUT_MS,
);

/** How many readers resumed at most `events` behind the head. */
async function replayed(origin: string, events: string): Promise<number> {
  const metrics = await (await fetch(`${origin}/metrics`)).text();
  const bucket = new RegExp(`streamgauge_replay_events_bucket\\{le="${events}"\\} (\\d+)`);
  return Number(bucket.exec(metrics)?.[1]);
}
