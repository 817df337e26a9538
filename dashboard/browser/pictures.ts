/**
 * Entry: pictures of the page in all its states, in both schemes and several sizes, for those who look at them. Starts a
 * hub of its own and puts a little load on it. Run: `bun dashboard/browser/pictures.ts FOLDER`, and some letters of a
 * state's name for less.
 */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BENCH_RESULT_TYPE, BENCH_TOPIC } from "#protocol";
import { PANELS } from "../view/view.ts";
import { DayHub } from "./day-hub.ts";
import { holdStreams } from "./held-streams.ts";
import { topicOf, typeOf } from "./hostile-fields.ts";
import { hostileStrings } from "./hostile-strings.ts";
import { HubProcess } from "./hub-process.ts";
import { BrowserPage } from "./page.ts";

const SIZES = [
  [1440, 900, 1],
  [1280, 720, 1],
  [1024, 700, 1],
  [390, 844, 1],
  // 200 % zoom of a window of 1280 by 720.
  [640, 360, 2],
] as const;
const SCHEMES: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ["light", { "prefers-color-scheme": "light" }],
  ["dark", { "prefers-color-scheme": "dark" }],
  ["forced", { "prefers-color-scheme": "dark", "forced-colors": "active" }],
];
const LONG_TOPIC = `tenants/0b7f5f1e-5a3c-4f77-9a0e-1c2d3e4f5a6b/${"regions/eu-central-1/".repeat(8)}orders`;

interface State {
  readonly name: string;
  readonly hash: string;
  /** Whose page it is. */
  readonly of: "empty" | "busy" | "day" | "huge" | "hostile" | "gone";
  /** What somebody has done on it. */
  readonly prepare?: (page: BrowserPage) => Promise<unknown>;
  /** What another size of the window undoes, and is done for each picture. */
  readonly prepareEach?: (page: BrowserPage) => Promise<unknown>;
}

const press =
  (...keys: readonly string[]) =>
  async (page: BrowserPage) => {
    for (const key of keys) await page.press(key);
  };

/** Clicks within the page, since a window may be too small to hit what has to be scrolled to. */
const click = (selector: string) => (page: BrowserPage) =>
  page.evaluate(`document.querySelector(${JSON.stringify(selector)}).click()`);

const connectAndPublish = async (page: BrowserPage) => {
  await page.evaluate(`document.querySelector("[data-sandbox=connect]").click()`);
  await page.until(`document.querySelector("[data-sandbox=state]").textContent === "open"`);
  await page.evaluate(`document.querySelector("[data-sandbox=publish]").click()`);
  await page.until(`document.querySelector("[data-event-id]") !== null`);
};

const traceAll = async (page: BrowserPage) => {
  await page.until(`document.querySelector("[data-trace=topics]").value === "*"`);
  await page.evaluate(`document.querySelector("[data-trace=start]").click()`);
  await page.until(`document.querySelectorAll("[data-traced-id]").length > 8`);
};

const traceUntil = (condition: string) => async (page: BrowserPage) => {
  await page.until(`document.querySelector("[data-trace=topics]").value === "*"`);
  await page.fill("[data-trace=stop-at]", condition);
  await page.evaluate(`document.querySelector("[data-trace=start]").click()`);
  await page.until(
    `document.querySelector("[data-trace=fault]").hidden === false ||
     document.querySelector("[data-trace=note]").textContent !== ""`,
  );
};

const openStream = async (page: BrowserPage) => {
  // Not the page's own, which would come back at once.
  const row = `[...document.querySelectorAll(".stream-rows [data-stream-id]")].find((row) => row.textContent.includes("orders"))`;
  await page.until(`${row} !== undefined`);
  await page.evaluate(`${row}.click()`);
  await page.until(`document.querySelector("[data-streams=end]") !== null`);
  await page.evaluate(`document.querySelector("[data-streams=end]").click()`);
};

const publishHostility = async (page: BrowserPage) => {
  const texts = hostileStrings().filter((text, index) => index % 7 === 0 && text.isWellFormed());
  const bodies = texts.map((data) => ({ topic: "hostile", data, type: typeOf(data) }));
  await page.evaluate(`(async () => {
    for (const body of ${JSON.stringify(bodies)})
      await fetch("/events", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  })()`);
};

const traceHostile = async (page: BrowserPage) => {
  await page.evaluate(`document.querySelector("[data-trace=start]").click()`);
  await page.until(`document.querySelector("[data-trace=state]").textContent === "open"`);
  await publishHostility(page);
  await page.until(`document.querySelectorAll("[data-traced-id]").length > 8`);
};

const readHostile = async (page: BrowserPage) => {
  await page.fill("[data-sandbox=topics]", "*");
  await page.evaluate(`document.querySelector("[name=transport][value=websocket]").click()`);
  await page.evaluate(`document.querySelector("[data-sandbox=connect]").click()`);
  await page.until(`document.querySelector("[data-sandbox=state]").textContent === "open"`);
  await publishHostility(page);
  await page.until(`document.querySelector("[data-event-id]") !== null`);
};

const STATES: readonly State[] = [
  ...PANELS.map(({ name }) => ({ name: `${name}-empty`, hash: `#${name}`, of: "empty" }) as const),
  ...PANELS.filter(({ name }) => name !== "trace" && name !== "sandbox").map(
    ({ name }) => ({ name: `${name}-busy`, hash: `#${name}`, of: "busy" }) as const,
  ),
  { name: "live-day", hash: "#live?span=1440", of: "day" },
  { name: "live-hour-heat", hash: "#live?span=60&latency=heat", of: "day" },
  { name: "live-enlarged", hash: "#live?span=60&chart=latency", of: "day" },
  { name: "hub-day", hash: "#hub?span=360", of: "day" },
  { name: "palette", hash: "#live", of: "busy", prepare: press("/") },
  { name: "help", hash: "#live", of: "busy", prepare: press("?") },
  { name: "menu-chart", hash: "#live", of: "busy", prepareEach: click("[data-menu=latency]") },
  {
    name: "table",
    hash: "#live",
    of: "busy",
    prepare: click("[data-plot=latency] .plot-tools > button"),
  },
  { name: "topics-none", hash: "#topics?find=no%20such%20topic", of: "busy" },
  { name: "stream-details", hash: "#streams", of: "busy", prepare: openStream },
  {
    name: "streams-closed",
    hash: "#streams",
    of: "busy",
    prepare: async (page) => {
      await openStream(page);
      await page.evaluate(`document.querySelector("[data-streams=end-now]").click()`);
      await page.evaluate(`document.querySelector("[name=streams-state][value=closed]").click()`);
      await page.until(`document.querySelector("[data-cell=cause]") !== null`);
    },
  },
  { name: "trace-busy", hash: "#trace?trace=*", of: "busy", prepare: traceAll },
  {
    name: "trace-raw",
    hash: "#trace?trace=*",
    of: "busy",
    prepare: async (page) => {
      await traceAll(page);
      await page.evaluate(`document.querySelector("[data-trace=stop]").click()`);
      await page.evaluate(`document.querySelector("[data-traced-id]").click()`);
    },
  },
  { name: "trace-stopped", hash: "#trace?trace=*", of: "busy", prepare: traceUntil("paid") },
  { name: "trace-fault", hash: "#trace?trace=*", of: "busy", prepare: traceUntil("/(paid/") },
  { name: "sandbox-busy", hash: "#sandbox", of: "busy", prepare: connectAndPublish },
  {
    name: "sandbox-columns",
    hash: "#sandbox",
    of: "busy",
    prepare: async (page) => {
      await connectAndPublish(page);
      for (const button of ["add", "connect", "side-by-side"]) {
        await page.evaluate(`document.querySelector("[data-sandbox=${button}]").click()`);
        await page.drawn();
      }
      await page.evaluate(`document.querySelector("[data-sandbox=publish]").click()`);
    },
  },
  {
    name: "about-hub",
    hash: "#hub",
    of: "busy",
    prepare: async (page) => {
      await page.evaluate(`document.querySelector(".about-hub summary").click()`);
      await page.until(`document.querySelector(".about-parts") !== null`);
    },
    prepareEach: (page) => page.evaluate(`document.querySelector(".about-parts").scrollIntoView()`),
  },
  { name: "live-huge", hash: "#live", of: "huge" },
  { name: "hub-huge", hash: "#hub", of: "huge" },
  { name: "alarms-huge", hash: "#alarms", of: "huge" },
  { name: "topics-hostile", hash: "#topics", of: "hostile" },
  { name: "streams-hostile", hash: "#streams", of: "hostile" },
  { name: "trace-hostile", hash: "#trace?trace=*", of: "hostile", prepare: traceHostile },
  { name: "sandbox-hostile", hash: "#sandbox", of: "hostile", prepare: readHostile },
  { name: "bench-hostile", hash: "#bench", of: "hostile" },
  { name: "offline", hash: "#live", of: "gone" },
  {
    name: "offline-streams",
    hash: "#streams",
    of: "gone",
    prepare: (page) => page.until(`document.querySelector("[data-stream-id]") !== null`),
  },
  {
    name: "offline-topics",
    hash: "#topics",
    of: "gone",
    prepare: (page) => page.until(`document.querySelector("[data-topic]") !== null`),
  },
  { name: "navigation-narrow", hash: "#live", of: "busy", prepare: press("n") },
];

/** Topics and streams of several kinds, with names of several lengths, until the returned function is called. */
async function keepBusy(hub: HubProcess): Promise<() => void> {
  const letGo = [
    await holdStreams(hub.origin, 40, { topic: "orders", userAgent: "python-requests/2.32.3" }),
    await holdStreams(hub.origin, 3, {
      topic: LONG_TOPIC,
      userAgent: `Mozilla/5.0 ${"(long) ".repeat(40)}`,
    }),
    await holdStreams(hub.origin, 2, {
      topic: "\u0637\u0644\u0628\u0627\u062A/\u062C\u062F\u064A\u062F\u0629",
    }),
  ];
  let sent = 0;
  const timer = setInterval(() => {
    sent++;
    const data = JSON.stringify({
      order: sent,
      state: "paid",
      total: sent * 1.5,
      note: "x".repeat(sent % 400),
    });
    void hub.publish({ topic: "orders", type: "order", data });
    void hub.publish({
      topic: LONG_TOPIC,
      type: "a-type-with-a-name-that-is-longer-than-its-column",
      data: "line\none\ttab\u202E",
    });
    if (sent % 7 === 0)
      void hub.publish({
        topic: "\u0637\u0644\u0628\u0627\u062A/\u062C\u062F\u064A\u062F\u0629",
        data: "مرحبا بالعالم",
      });
  }, 100);
  return () => {
    clearInterval(timer);
    for (const close of letGo) close();
  };
}

/** Topics and streams that are called what nobody would call them, and the result of a run. */
async function fillWithHostility(hub: HubProcess): Promise<() => void> {
  const texts = hostileStrings().filter((_, index) => index % 7 === 0);
  const letGo: (() => void)[] = [];
  for (const text of texts) {
    const topic = topicOf(text);
    await hub.publish({ topic, data: "1" });
    letGo.push(await holdStreams(hub.origin, 1, { topic, userAgent: text }));
  }
  const outcome = { scenario: "fan-out", headline: texts[20], findings: texts, isValid: false };
  await hub.publish({ topic: BENCH_TOPIC, type: BENCH_RESULT_TYPE, data: JSON.stringify(outcome) });
  return () => {
    for (const close of letGo) close();
  };
}

const [folder, letters = ""] = process.argv.slice(2);
if (folder === undefined) {
  console.error("Usage: bun dashboard/browser/pictures.ts FOLDER [LETTERS]");
  process.exitCode = 2;
} else {
  const results = await mkdtemp(join(tmpdir(), "streamgauge-pictures-"));
  const empty = await HubProcess.startIn(results, 0);
  const busy = await HubProcess.startIn(results, 0, "--dev", "--threads", "2");
  const day = new DayHub(busy);
  const stop = await keepBusy(busy);
  const huge = new DayHub(busy, { snapshotsPerSecond: 1, times: 7_654_321 });
  const hostile = await HubProcess.startIn(results, 0);
  const letGo = await fillWithHostility(hostile);
  const origins = {
    empty: empty.origin,
    busy: busy.origin,
    day: day.origin,
    huge: huge.origin,
    hostile: hostile.origin,
    gone: "",
  };
  for (const { name, hash, of, prepare, prepareEach } of STATES.filter((one) =>
    one.name.includes(letters),
  )) {
    // Each that loses its hub needs one of its own.
    const lost = of === "gone" ? await HubProcess.startIn(results, 0) : undefined;
    await lost?.publish({ topic: "orders", data: "order 1" });
    const leave = lost && (await holdStreams(lost.origin, 3, { topic: "orders" }));
    const page = await BrowserPage.open(`${lost?.origin ?? origins[of]}/${hash}`);
    await page.until(
      `/\\d/.test(document.querySelector("[data-metric=connections]")?.textContent)`,
    );
    await prepare?.(page);
    await lost?.stop();
    leave?.();
    if (lost !== undefined)
      await page.until(`document.querySelector("[data-offline-since]") !== null`);
    for (const [scheme, features] of SCHEMES) {
      await page.prefer(features);
      for (const [width, height, scale] of SIZES) {
        if (scheme === "forced" && width !== 1440) continue;
        await page.resize(width, height, scale);
        await page.drawn();
        await prepareEach?.(page);
        if (prepareEach !== undefined) await page.drawn();
        await page.screenshot(join(folder, `${name}-${scheme}-${width}.png`));
      }
    }
    if (of !== "gone") for (const line of page.console) console.error(name, line);
    page.close();
  }
  stop();
  letGo();
  await Promise.all([day.stop(), huge.stop()]);
  await Promise.all([empty.stop(), busy.stop(), hostile.stop()]);
  await rm(results, { recursive: true, force: true });
}
