/**
 * More than 500 hostile texts in every place of the page that shows what comes from outside, in a real browser: they come
 * by the real way, are shown as they were sent or visibly cut off, with hidden characters marked, and leave no trace.
 * Nightly each text is in each place that can hold it, but of kept results, of which a hub keeps fifty, one in eleven. By
 * day a few are in some of them.
 *
 * | text                                               | its way                              | where it is shown                            | `hostile-…` |
 * | -------------------------------------------------- | ------------------------------------ | -------------------------------------------- | ----------- |
 * | data, topic and type of an event                   | `POST /events`                       | Trace, Sandbox, Topics                       | `events`    |
 * | topics and user agent of a stream                  | a real stream with that head         | Streams, its tooltips and details, palette   | `events`    |
 * | scenario, phase, headline, findings and figures    | `POST /events` to the bench's topic  | Bench, its charts                            | `events`    |
 * | events that are chosen, side by side               | `POST /events`                       | Sandbox: raw and pretty text, menu, notice   | `choices`   |
 * | names of connections, topics, data, why not        | the form's own fields                | Sandbox: lists, columns, labels, reasons     | `typed`     |
 * | topics, expressions, letters, why not              | the fields themselves                | Trace, palette, Topics with tooltips, Streams | `typed`     |
 * | reasons to refuse something, a run's failure, log  | a proxy in front of the hub          | Sandbox, Trace, Topics, Streams, Bench       | `answers`   |
 * | values of flags                                    | the hub's command line               | Hub                                          | `flags`     |
 * | a kept result and its recording                    | a file in `.streamgauge/bench`       | Bench, its replay and charts, palette        | `storage`   |
 * | earlier publishes, alarms, layout, choices         | the browser's storage                | Sandbox, Alarms, everywhere                  | `storage`   |
 * | connections of a tab, and the last ids that it had | the tab's storage                    | Sandbox: columns, notices, gaps              | `storage`   |
 * | panel, filter, topics, stream, run, chart and time | a link                               | everywhere                                   | `storage`   |
 *
 * Elsewhere: a trace as CSV (`csv-cells.test.ts`), code to copy (`publish-snippets.test.ts`). Addresses of clients are
 * IP addresses, ids have a plain alphabet, and names of files are the page's own: none can hold such a text. Paths in
 * flags are not told. The title never changes; alarms, announcements and other notices are the page's own words.
 */

import { expect, test } from "bun:test";
import { BENCH_PROGRESS_TYPE, BENCH_RESULT_TYPE, BENCH_TOPIC, type StreamRecord } from "#protocol";
import { holdStreams } from "../browser/held-streams.ts";
import { topicOf, typeOf } from "../browser/hostile-fields.ts";
import {
  closeAfterEach,
  expectNoTraces,
  hub,
  FEW,
  open,
  page,
  SOME,
  STRINGS,
  textOf,
  TIMEOUT_MS,
} from "../browser/hostile-page.fixture.ts";
import { IS_NIGHTLY, nightly } from "../browser/nightly.fixture.ts";
import { hasFocus } from "../browser/page-expressions.fixture.ts";
import { NOTHING } from "../common/format.ts";
import { shortened, visibleText } from "../common/hidden-characters.ts";

closeAfterEach();

/** What the hub takes as data; it refuses the others, which the form's test shows. */
const DATA = STRINGS.filter((text) => text.isWellFormed());
/** So many requests at once. */
const AT_ONCE = 50;

interface Published {
  readonly id: string;
  readonly topic: string;
  readonly type: string;
  readonly data: string;
}

/** Each text as data, and as topic and type where the hub takes it. */
async function publishAll(texts: readonly string[]): Promise<Published[]> {
  const published: Published[] = [];
  for (let from = 0; from < texts.length; from += AT_ONCE) {
    const some = texts.slice(from, from + AT_ONCE).map(async (data) => {
      const topic = topicOf(data);
      const type = typeOf(data);
      const id = await hub.publish({ topic, type, data });
      // An event stream has one kind of line end.
      return { id, topic, type, data: data.replace(/\r\n?/g, "\n") };
    });
    published.push(...(await Promise.all(some)));
  }
  return published;
}

/** An expression: what `read` returns for each row that a grid draws as it is scrolled from its top to its end. */
function allRows(grid: string, row: string, read: string): string {
  return `(async () => {
    const grid = document.querySelector(${JSON.stringify(grid)});
    const rows = new Map();
    for (let top = 0; ; top += grid.clientHeight / 2) {
      grid.scrollTop = top;
      do await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
      while (grid.querySelector("[aria-busy=true]") !== null);
      for (const row of grid.querySelectorAll(${JSON.stringify(row)})) {
        const [id, ...cells] = (${read})(row);
        rows.set(id, cells);
      }
      if (top >= grid.scrollHeight - grid.clientHeight) break;
    }
    grid.scrollTop = 0;
    return [...rows];
  })()`;
}

/** A function of the page: what is in an element, without what the page has written beside it. */
const WITHOUT_NOTES = `((cell) => [...cell.childNodes].filter(({ nodeName }) => nodeName !== "EM").map(({ textContent }) => textContent).join(""))`;

type Rows = readonly (readonly [string, ...(readonly unknown[])])[];

function asJson(rows: unknown): Rows {
  return JSON.parse(JSON.stringify(rows));
}

function sorted(rows: unknown): Rows {
  return asJson(rows).toSorted(([one], [other]) => one.localeCompare(other));
}

/** Numbers as JSON has them, the last of which JavaScript reads as Infinity. */
const FIGURES = ["0", "-0", "1e308", "-1e308", "5e-324", "9007199254740993", "1e309"];

/** A second of a run, with this text for its names and this number for all its figures. */
function progressJson(text: string, figure: string): string {
  const name = JSON.stringify(text);
  const figures = [
    "elapsedMs leftMs connections open failed recovered received deliveriesPerSecond".split(" "),
    "p50Ms p90Ms p99Ms p999Ms maxMs".split(" "),
  ]
    .flat()
    .map((key) => `"${key}":${figure}`);
  return `{"scenario":${name},"phase":${name},"__proto__":{"hostile":1},${figures.join(",")}}`;
}

test(
  "data, topics and types are shown as they were sent, in Trace, Sandbox and Topics",
  async () => {
    await open("#sandbox");
    await page.evaluate(`document.querySelector("[name=transport][value=websocket]").click()`);
    await page.fill("[data-sandbox=topics]", "*");
    await page.click("[data-sandbox=connect]");
    await page.until(`${textOf("[data-sandbox=state]")} === "open"`);
    await page.evaluate(`location.hash = "#trace?trace=*"`);
    await page.until(`document.querySelector("[data-trace=topics]").value === "*"`);
    await page.click("[data-trace=start]");
    await page.until(`${textOf("[data-trace=state]")} === "open"`);
    const published = await publishAll(DATA);
    await page.until(`${textOf("[data-trace=kept]")} === "${published.length}"`);
    const traced = await page.evaluate(
      allRows(
        "[data-trace=events]",
        "[data-traced-id]",
        `(row) => [row.dataset.tracedId, row.querySelector(".type").textContent, ${WITHOUT_NOTES}(row.querySelector(".data")), row.offsetHeight]`,
      ),
    );
    const inTrace = published.map(({ id, type, data }) => [id, [type, shortened(data, 300), 24]]);
    expect(sorted(traced)).toEqual(sorted(inTrace));
    await page.evaluate(`document.querySelector("[data-trace=events]").focus()`);
    for (const _ of SOME) {
      await page.press("ArrowDown");
      const active = `document.querySelector("[data-trace=events] [aria-selected=true]")?.dataset.tracedId`;
      if ((await page.evaluate(textOf("[data-trace=raw] pre"))) === undefined) {
        await page.press("Enter");
      }
      const id = await page.evaluate(active);
      const data = published.find((one) => one.id === id)?.data ?? "";
      const raw = data.replaceAll("\n", "\ndata:");
      await page.until(`${textOf("[data-trace=raw] pre")}?.includes(${JSON.stringify(raw)})`);
    }
    await expectNoTraces("Trace");

    await page.press("5");
    await page.until(`${textOf("[data-sandbox=received]")} === "${published.length}"`);
    await page.until(`document.querySelector("[data-event-id]") !== null`);
    const inSandbox = await page.evaluate(
      allRows(
        ".events-frame",
        "[data-event-id]",
        `(row) => [row.dataset.eventId, row.querySelector(".event-type").textContent, ${WITHOUT_NOTES}(row.querySelector(".event-data"))]`,
      ),
    );
    const newest = published
      .map(({ id, type, data }) => [id, [type, shortened(data, 2_000)]])
      .slice(-500);
    expect(sorted(inSandbox)).toEqual(sorted(newest));
    await expectNoTraces("Sandbox");

    await page.press("2");
    await page.until(`document.querySelectorAll("[data-topic]").length === 100`);
    const listed = await page.evaluate(
      `[...document.querySelectorAll("[data-topic]")].map((row) => [row.dataset.topic, row.querySelector(".name").textContent, row.offsetHeight])`,
    );
    expect(listed).toEqual(asJson(listed).map(([topic]) => [topic, topic, 25]));
    await expectNoTraces("Topics");
  },
  TIMEOUT_MS,
);

test(
  "topics and user agents of streams are shown as the hub has them, in the list, the details and the palette",
  async () => {
    await open("#streams");
    const letGo = await Promise.all(
      FEW.map((text) => holdStreams(hub.origin, 1, { topic: topicOf(text), userAgent: text })),
    );
    await page.until(`${textOf("[data-streams=open]")} === "${FEW.length + 1}"`);
    const list = await (await fetch(`${hub.origin}/streams?limit=1000`)).json();
    const rows: readonly StreamRecord[] = list.streams;
    const shown = await page.evaluate(
      allRows(
        "[data-streams=grid]",
        ".stream-rows [data-stream-id]",
        `(row) => {
          for (const cell of row.children) cell.dispatchEvent(new MouseEvent("mouseover", { bubbles: true }));
          (window.titles ??= []).push(...[...row.children].map(({ textContent, title }) => [textContent, title]));
          return [row.dataset.streamId, row.querySelector("[data-cell=topics]").lastElementChild.textContent, row.querySelector("[data-cell=userAgent]").textContent, row.offsetHeight];
        }`,
      ),
    );
    const wanted = rows.map(({ id, topics, userAgent }) => [
      id,
      [topics.at(-1), userAgent ?? NOTHING, 25],
    ]);
    expect(sorted(shown)).toEqual(sorted(wanted));
    const titles = asJson(await page.evaluate(`window.titles.filter(([, title]) => title !== "")`));
    expect(titles.length).toBeGreaterThan(0);
    expect(titles).toEqual(titles.map(([text]) => [text, visibleText(text)]));
    // No other id has an id of three digits in it.
    const known = rows.filter(({ id }) => /-\d{3}$/.test(id));
    for (const text of SOME) {
      const record = known.find(({ topics }) => topics.includes(text));
      if (record === undefined) continue;
      await page.evaluate(`location.hash = ${JSON.stringify(`#streams?find=${record.id}`)}`);
      await page.until(
        `document.querySelector(".stream-rows [data-stream-id]")?.dataset.streamId === "${record.id}" && ${textOf("[data-streams=matching]")} === "1"`,
      );
      await page.evaluate(`document.querySelector(".stream-rows [data-stream-id]").click()`);
      await page.until(
        `${textOf("[data-stream-field=topics]")} === ${JSON.stringify(text)} && ${textOf("[data-stream-field='user agent']")} === ${JSON.stringify(record.userAgent ?? NOTHING)}`,
      );
    }
    await expectNoTraces("Streams");
    await page.press("k", "Control");
    await page.until(hasFocus("[data-palette] input"));
    for (const letter of "data-hostile") await page.press(letter);
    await page.until(
      `document.querySelectorAll("[data-command^='stream '], [data-command^='trace-topic ']").length > ${IS_NIGHTLY ? 5 : 0}`,
    );
    await expectNoTraces("palette");
    for (const letGoOne of letGo) letGoOne();
  },
  TIMEOUT_MS,
);

nightly(
  "whatever is published as a run of the bench is shown as text, and its figures within their lines",
  async () => {
    await open("#bench");
    const publish = (type: string, data: string) => hub.publish({ topic: BENCH_TOPIC, type, data });
    for (const [index, text] of FEW.entries()) {
      const figure = FIGURES[index % FIGURES.length];
      // JSON of its own, since JavaScript has no number such as 1e309.
      await publish(BENCH_PROGRESS_TYPE, progressJson(text, figure ?? "0"));
      const name = shortened(text, 60);
      const shown = name === "" ? "" : `${name}: ${name}`;
      await page.until(`${textOf("[data-bench=state]")} === ${JSON.stringify(shown)}`);
    }
    await expectNoTraces("Bench, a run");
    for (let from = 0; from < FEW.length; from += 20) {
      const findings = FEW.slice(from, from + 20);
      const [headline = ""] = findings;
      const outcome = { scenario: headline, headline, findings, isValid: false };
      await publish(BENCH_RESULT_TYPE, JSON.stringify(outcome));
    }
    const items = Math.ceil(FEW.length / 20);
    await page.until(`document.querySelectorAll("[data-bench-valid]").length === ${items}`);
    const findings = `[...document.querySelectorAll("[data-bench-valid]")].toReversed().flatMap((item) => [...item.querySelectorAll("p")].map(({ textContent }) => textContent))`;
    expect(await page.evaluate(findings)).toEqual(FEW.map((text) => shortened(text, 1_000)));
    await expectNoTraces("Bench, results");
    for (const key of ["1", "6"]) {
      await page.press(key);
      await page.evaluate(
        `document.querySelectorAll("[data-panel]:not([hidden]) .plot-tools > button:first-child").forEach((button) => button.click())`,
      );
      await expectNoTraces(`charts with what happened, ${key}`);
    }
  },
  TIMEOUT_MS,
);
