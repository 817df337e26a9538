/**
 * The dashboard in a real browser, with a real hub and real subscribers. Each test has its own hub and page. Waiting
 * happens in the page; nothing sleeps.
 */

import { expect, test } from "bun:test";
import { holdStreams } from "../../browser/held-streams.ts";
import { BrowserPage } from "../../browser/page.ts";
import { adversarialStrings } from "../../browser/adversarial.ts";
import {
  hasLine,
  metric,
  metricIs,
  panelKey,
  tableCell,
} from "../../browser/page-expressions.fixture.ts";
import { nightly } from "../../browser/nightly.fixture.ts";
import {
  hub,
  page,
  startSuccessor,
  TIMEOUT_MS,
  watchHub,
} from "../../browser/watched-hub.fixture.ts";

watchHub();

test(
  "the connections follow as 200 real clients come and go",
  async () => {
    const letGo = await holdStreams(hub.origin, 200);
    await page.until(metricIs("connections", 201));
    letGo();
    await page.until(metricIs("connections", 1));
    expect(page.console).toEqual([]);
  },
  TIMEOUT_MS,
);

test(
  "the charts draw, and every latency has figures",
  async () => {
    await page.until(`document.querySelector("[data-stream-state]").textContent === "open"`);
    for (const chart of ["latency", "connections", "throughput", "recovery"]) {
      await page.until(hasLine(chart));
    }
    // The hub measures internal latency only with a subscriber.
    const letGo = await holdStreams(hub.origin, 1);
    await page.until(metricIs("connections", 2));
    await hub.publish({ topic: "held", data: "to be timed" });
    for (const source of ["page", "canary", "acceptedToSent"]) {
      await page.evaluate(`document.querySelector("input[value=${source}]").click()`);
      await page.until(`/\\d/.test(${tableCell("latency", "p50", "max")})`);
    }
    letGo();
    expect(page.console).toEqual([]);
  },
  TIMEOUT_MS,
);

test(
  "the headline is the canary's while nobody gets anything, and the readers' as soon as somebody does",
  async () => {
    const latencyOf = `document.querySelector("[data-latency-of]").dataset.latencyOf`;
    await page.until(`${latencyOf} === "canary" && ${metric("latency-p50")} > 0`);
    // Five probes a second have no 99th percentile.
    expect(await page.evaluate(`Number.isNaN(${metric("latency-p99")})`)).toBe(true);
    const letGo = await holdStreams(hub.origin, 200);
    await page.until(metricIs("connections", 201));
    while (!(await page.evaluate(`${metric("latency-samples")} >= 200`))) {
      await hub.publish({ topic: "held", data: "to be timed" });
    }
    expect(await page.evaluate(latencyOf)).toBe("readers");
    // After a second the hub reads the topic itself. The chart follows, until somebody chooses.
    const isParsed = `document.querySelector("[data-latency-to=parsed]") !== null && ${latencyOf} === "readers"`;
    const chosen = `document.querySelector("input[name=source]:checked").value`;
    while (!(await page.evaluate(`${isParsed} && ${chosen} === "acceptedToParsed"`))) {
      await hub.publish({ topic: "held", data: "to be timed" });
      // A few dozen a second are enough: it takes some seconds.
      await page.drawn();
    }
    await page.until(`${metric("latency-p99")} > 0 && ${metric("latency-max")} > 0`);
    letGo();
    await page.until(`${latencyOf} === "canary"`);
    expect(page.console).toEqual([]);
  },
  TIMEOUT_MS,
);

test(
  "a pause freezes the figures, and resuming jumps to now",
  async () => {
    await page.press("p");
    await page.until(`document.querySelector(".status-bar").textContent.includes("paused")`);
    const letGo = await holdStreams(hub.origin, 5);
    // By then the page has the next statistics too: 5 held streams, the page's own, and this one.
    await page.evaluate(`new Promise((resolve) => {
      const source = new EventSource("/events?topic=$stats");
      source.addEventListener("stats", ({ data }) => {
        if (JSON.parse(data).connections < 7) return;
        source.close();
        requestAnimationFrame(() => requestAnimationFrame(resolve));
      });
    })`);
    expect(await page.evaluate(metric("connections"))).toBe(1);
    await page.press("p");
    await page.until(metricIs("connections", 6));
    letGo();
    expect(page.console).toEqual([]);
  },
  TIMEOUT_MS,
);

nightly(
  "the keys choose panel and scheme and open the help",
  async () => {
    await page.press(panelKey("sandbox"));
    await page.until(`!document.querySelector("[data-panel=sandbox]").hidden`);
    await page.press(panelKey("live"));
    await page.until(`document.querySelector("[data-panel=sandbox]").hidden`);
    await page.press("t");
    await page.until(`document.documentElement.dataset.theme === "light"`);
    await page.press("?");
    await page.until(`document.querySelector("dialog").open`);
    await page.press("Escape");
    await page.until(`!document.querySelector("dialog").open`);
    expect(page.console).toEqual([]);
  },
  TIMEOUT_MS,
);

test(
  "the Bench panel shows what a run reports, also in a tab that is opened in the middle of it",
  async () => {
    const progress = {
      scenario: "fan-out",
      phase: "publishing",
      elapsedMs: 1_000,
      leftMs: 2_000,
      connections: 50,
      open: 50,
      failed: 0,
      recovered: 0,
      received: 500,
      deliveriesPerSecond: 500,
      p50Ms: 1,
      p90Ms: 2,
      p99Ms: 3,
      maxMs: 4,
    };
    await page.press(panelKey("bench"));
    await page.until(`document.querySelector("[data-stream-state]").textContent === "open"`);
    const tell = (type: string, data: unknown) =>
      hub.publish({ topic: "bench/run", type, data: JSON.stringify(data) });
    await tell("bench-progress", { ...progress, open: 7 });
    await page.until(
      `document.querySelector("[data-bench=state]").textContent.includes("publishing")`,
    );
    // Two points at the same instant make no line; the hub's uptime shows that a second has passed.
    await page.evaluate(
      `document.querySelector("[data-panel=bench]") && document.querySelector("input[name=span][value='1']").click()`,
    );
    for (const elapsedMs of [2_000, 3_000, 4_000]) {
      const before = await page.evaluate(`document.querySelector(".status-bar").textContent`);
      await page.until(
        `document.querySelector(".status-bar").textContent !== ${JSON.stringify(before)}`,
      );
      await tell("bench-progress", { ...progress, elapsedMs });
    }
    await page.until(hasLine("bench-clients"));
    const later = await BrowserPage.open(`${hub.origin}/#bench`);
    await later.until(`${tableCell("bench-clients", "open", "min")} === "7"`);
    await later.until(hasLine("bench-clients"));
    expect(later.console).toEqual([]);
    later.close();
    const outcome = {
      scenario: "fan-out",
      headline: "fan-out: valid",
      findings: ["0 lost"],
      isValid: true,
    };
    await tell("bench-result", outcome);
    await page.until(
      `document.querySelector("[data-bench-valid=true]")?.textContent.includes("0 lost")`,
    );
    expect(page.console).toEqual([]);
  },
  TIMEOUT_MS,
);

test(
  "the Sandbox publishes and receives, including named types, and says why a publish was refused",
  async () => {
    await connectSandbox();
    const first = await publishInSandbox("Hello");
    const second = await publishInSandbox("two\nlines", "order");
    expect(await receivedIds()).toEqual([second, first]);
    expect(await page.evaluate(`document.querySelector("[data-event-type=order]") !== null`)).toBe(
      true,
    );
    await page.fill("[data-sandbox=publish-topic]", "$stats");
    await page.click("[data-sandbox=publish]");
    await page.until(`document.querySelector("output.refused")?.textContent.includes("$stats")`);
    // The browser logs every response above 399, including this refusal.
    expect(page.console).toHaveLength(1);
    expect(page.console[0]).toContain("Failed to load resource");
  },
  TIMEOUT_MS,
);

nightly(
  "the Sandbox resumes without loss or repeats when its connection is cut",
  async () => {
    await connectSandbox();
    const before = await publishInSandbox("before the cut");
    await page.click("[data-sandbox=drop]");
    await page.until(notice("Connection lost"));
    const away: string[] = [];
    for (let count = 0; count < 20; count++) {
      away.push(await hub.publish({ topic: "demo", data: `away ${count}` }));
    }
    await page.until(`${sandboxText("received")} === "21"`);
    await page.until(notice(`Resumed after ${before}`));
    expect(await receivedIds()).toEqual([before, ...away].toReversed());
    expect(await page.evaluate(sandboxText("duplicates"))).toBe("0");
    expect(await page.evaluate(sandboxText("gaps"))).toBe("0");
    expect(page.console).toEqual([]);
  },
  TIMEOUT_MS,
);

nightly(
  "after a restart of the hub the Sandbox shows the gap, and everything continues",
  async () => {
    await connectSandbox();
    const lost = await publishInSandbox("before the restart");
    const { port } = hub;
    await hub.stop();
    await page.until(`document.querySelector("[data-stream-state]").textContent !== "open"`);
    await startSuccessor(port);
    await page.until(`document.querySelector("[data-gap-reason=other-epoch]") !== null`);
    await page.until(
      `document.querySelector("[data-gap-reason]").textContent.includes(${JSON.stringify(lost)})`,
    );
    await page.until(`document.querySelector("[data-stream-state]").textContent === "open"`);
    // The new hub has only this page's two streams.
    await page.until(metricIs("connections", 2));
    const after = await publishInSandbox("after the restart");
    expect(await receivedIds()).toEqual([after, lost]);
    // While the hub is away, the browser logs each attempt to reach it, and nothing else.
    expect(page.console.filter((line) => !/net::ERR_|status of 503/.test(line))).toEqual([]);
  },
  TIMEOUT_MS,
);

nightly(
  "1,000 events with adversarial data come out of the browser's own EventSource equal, line ends as LF",
  async () => {
    const sent = adversarialStrings(1_000);
    await page.evaluate(`new Promise((resolve) => {
      window.received = [];
      const source = new EventSource("/events?topic=adversarial");
      source.onmessage = ({ data }) => window.received.push(data);
      source.onopen = () => resolve();
    })`);
    for (const data of sent) await hub.publish({ topic: "adversarial", data });
    await page.until(`window.received.length === ${sent.length}`);
    const received = await page.evaluate("window.received");
    expect(received).toEqual(sent.map((data) => data.replace(/\r\n|\r|\n/g, "\n")));
    expect(page.console).toEqual([]);
  },
  TIMEOUT_MS,
);

async function connectSandbox(): Promise<void> {
  await page.click("[data-nav=sandbox]");
  await page.fill("[data-sandbox=topics]", "demo, other");
  await page.click("[data-sandbox=connect]");
  await page.until(`${sandboxText("state")} === "open"`);
}

/** Returns the id once the event has arrived. */
async function publishInSandbox(data: string, type = ""): Promise<string> {
  const count = Number(await page.evaluate(sandboxText("received")));
  await page.fill("[data-sandbox=publish-type]", type);
  await page.fill("[data-sandbox=publish-data]", data);
  await page.click("[data-sandbox=publish]");
  await page.until(`${sandboxText("received")} === "${count + 1}"`);
  await page.until(
    `document.querySelector("[data-event-id]").dataset.eventId === document.querySelector("output code")?.textContent`,
  );
  return String(await page.evaluate(`document.querySelector("[data-event-id]").dataset.eventId`));
}

/** Newest first. */
function receivedIds(): Promise<unknown> {
  return page.evaluate(
    `[...document.querySelectorAll("[data-event-id]")].map((row) => row.dataset.eventId)`,
  );
}

function sandboxText(name: string): string {
  return `document.querySelector("[data-sandbox=${name}]").textContent`;
}

function notice(text: string): string {
  return `[...document.querySelectorAll("[data-notice]")].some((row) => row.textContent.includes(${JSON.stringify(text)}))`;
}
