/**
 * Entry: pictures of the page in all its states, in both schemes and several sizes, for those who look at them. Starts a
 * hub of its own and puts a little load on it. Run: `bun dashboard/browser/pictures.ts FOLDER`, and some letters of a
 * state's name for less.
 */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PANELS } from "../view/view.ts";
import { DayHub } from "./day-hub.ts";
import { holdStreams } from "./held-streams.ts";
import { HubProcess } from "./hub-process.ts";
import { BrowserPage } from "./page.ts";
import { fillWithHostility, keepBusy, LONG_TOPIC } from "./picture-load.ts";
import {
  click,
  compareTwo,
  connectAndPublish,
  inTurn,
  keepTwoRuns,
  openMenu,
  openStream,
  publishRefused,
  publishRepeatedly,
  press,
  readHostile,
  scrollTo,
  showColumns,
  showMany,
  showRawInColumns,
  showReplay,
  startRun,
  tellOfCopy,
  traceAll,
  traceHostile,
  traceUntil,
  type,
} from "./picture-steps.ts";

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
  {
    name: "palette-found",
    hash: "#live",
    of: "busy",
    prepare: inTurn(press("/"), type("[data-palette] input", "ord"), (page) =>
      page.until(`document.querySelector("[data-command*=orders]") !== null`),
    ),
  },
  {
    name: "palette-none",
    hash: "#live",
    of: "busy",
    prepare: inTurn(press("/"), type("[data-palette] input", "no such command")),
  },
  { name: "toast", hash: "#live", of: "busy", prepareEach: tellOfCopy },
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
      await click("[data-streams=end-now]")(page);
      await click("[name=streams-state][value=closed]")(page);
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
      await click("[data-trace=stop]")(page);
      await click("[data-traced-id]")(page);
    },
  },
  { name: "trace-stopped", hash: "#trace?trace=*", of: "busy", prepare: traceUntil("paid") },
  { name: "trace-fault", hash: "#trace?trace=*", of: "busy", prepare: traceUntil("/(paid/") },
  {
    name: "sandbox-busy",
    hash: "#sandbox",
    of: "busy",
    prepare: connectAndPublish,
    prepareEach: scrollTo(".stream"),
  },
  {
    name: "sandbox-columns",
    hash: "#sandbox",
    of: "busy",
    prepare: showColumns,
    prepareEach: scrollTo(".connection-columns"),
  },
  {
    name: "sandbox-columns-raw",
    hash: "#sandbox",
    of: "busy",
    prepare: showRawInColumns,
    prepareEach: scrollTo(".connection-columns"),
  },
  {
    name: "sandbox-many",
    hash: "#sandbox",
    of: "busy",
    prepare: showMany,
    prepareEach: scrollTo(".connection-columns > .column"),
  },
  {
    name: "sandbox-refused",
    hash: "#sandbox",
    of: "busy",
    prepare: publishRefused,
    prepareEach: scrollTo("[data-sandbox=publish-result]"),
  },
  {
    name: "sandbox-repeating",
    hash: "#sandbox",
    of: "busy",
    prepare: publishRepeatedly,
    prepareEach: scrollTo("[data-sandbox=publish-progress]"),
  },
  {
    name: "sandbox-template",
    hash: "#sandbox",
    of: "busy",
    prepareEach: openMenu("template"),
  },
  {
    name: "sandbox-history",
    hash: "#sandbox",
    of: "busy",
    prepare: inTurn(
      type("[data-sandbox=publish-topic]", LONG_TOPIC),
      click("[data-sandbox=publish]"),
      type("[data-sandbox=publish-topic]", "demo"),
      click("[data-sandbox=publish]"),
    ),
    prepareEach: openMenu("history"),
  },
  { name: "sandbox-copy-as", hash: "#sandbox", of: "busy", prepareEach: openMenu("copy-as") },
  {
    name: "about-hub",
    hash: "#hub",
    of: "busy",
    prepare: async (page) => {
      await click(".about-hub summary")(page);
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
  {
    name: "sandbox-hostile",
    hash: "#sandbox",
    of: "hostile",
    prepare: readHostile,
    prepareEach: scrollTo(".stream"),
  },
  {
    name: "bench-replay",
    hash: "#bench",
    of: "busy",
    prepare: showReplay,
    prepareEach: scrollTo("[data-bench-replay]"),
  },
  {
    name: "bench-compare",
    hash: "#bench",
    of: "busy",
    prepare: compareTwo,
    prepareEach: scrollTo("[data-bench-verdict]"),
  },
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
  // Its load goes on, so it is the last.
  {
    name: "bench-run",
    hash: "#bench",
    of: "busy",
    prepare: inTurn(keepTwoRuns, startRun("500", "30")),
  },
];

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
