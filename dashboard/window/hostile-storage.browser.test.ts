/** Hostile texts that are kept somewhere: in the hub's folder, in the browser's storage, in a link. See `hostile-events.browser.test.ts`. */

import { expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { topicOf, typeOf } from "../browser/hostile-fields.ts";
import {
  closeAfterEach,
  expectNoTraces,
  expectShown,
  FEW,
  open,
  page,
  STRINGS,
  TIMEOUT_MS,
  watch,
} from "../browser/hostile-page.fixture.ts";
import { nightly } from "../browser/nightly.fixture.ts";
import { HubProcess } from "../browser/hub-process.ts";
import { hasFocus, metricIs } from "../browser/page-expressions.fixture.ts";
import { watchForHostility } from "../browser/hostile-strings.ts";
import { MAX_COLUMNS } from "../panels/sandbox/sandbox-session.ts";
import { shortened } from "../common/hidden-characters.ts";
import { PANELS } from "../view/view.ts";

closeAfterEach();

/** A file that may once have been a result. */
function resultJson(name: string): string {
  return JSON.stringify({
    tool: { name: "streamgauge" },
    environment: { startedAt: "2026-01-01T00:00:00Z" },
    scenarios: [
      {
        name,
        config: { connections: 1e308, rate: -1e308, durationS: 5e-324 },
        metrics: { "latency.p50_ms": { value: 1e308 }, lost: { value: -1e308 } },
        recording: {
          startedAt: "2026-01-01T00:00:00Z",
          elapsedMs: [1_000, 2_000],
          phases: [{ fromSecond: 0, phase: name }],
          columns: { p50Ms: [1e308, -1e308], open: [5e-324, 1e308] },
          headline: name,
          findings: [name],
        },
      },
    ],
  });
}

/** All that the page remembers: `remember()` in `common/remembered.ts`. */
const NAMES_KEPT = "alarms alarm-limits publishes layout recent-commands theme heard-at".split(" ");
/** Functions of the page: what is in the storage instead. */
const STORED = [
  `(texts) => texts.join(" ")`,
  `(texts) => JSON.stringify(texts)`,
  `(texts) => JSON.stringify(Object.fromEntries(texts.map((text) => [text, 1e308])))`,
  `(texts) => JSON.stringify(texts.map((figure) => ({ figure, limit: figure, fromMs: figure, toMs: figure, worst: figure })))`,
  `(texts, name) => name === "alarms"
    ? JSON.stringify([0, -0, 1e308, -1e308, 8.64e15].map((value) => ({ figure: "connections", limit: value, fromMs: value, toMs: value, worst: value })))
    : name === "alarm-limits" ? '{"connections":1e308,"__proto__":{"hostile":1}}'
    : name === "layout" ? JSON.stringify({ columns: 1e308, rows: -1, forms: "0.5", __proto__: 0.5 })
    : JSON.stringify(texts.map((text) => ({ topic: text, type: text, data: text })))`,
];

nightly(
  "a hub in development shows results that others have left in its folder as text",
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "streamgauge-hostile-"));
    // As many as are kept, of those that fill more than a word.
    const names = STRINGS.filter((_, index) => index % 11 === 0).slice(0, 50);
    for (const [index, name] of names.entries()) {
      const file = `2026-01-01T00-00-${String(index).padStart(2, "0")}-000Z-fan-out.json`;
      await Bun.write(join(folder, ".streamgauge/bench", file), resultJson(name));
    }
    await open("#bench", HubProcess.startIn(folder, 0, "--dev"));
    await page.until(`document.querySelectorAll("[data-bench-kept]").length === ${names.length}`);
    const shown = `[...document.querySelectorAll("[data-bench-kept] b")].map(({ textContent }) => textContent)`;
    expect(await page.evaluate(shown)).toEqual(names.toReversed());
    // Then no replay plays by itself.
    await page.prefer({ "prefers-reduced-motion": "reduce" });
    await expectShown(
      "replays of kept results",
      names.toReversed().map((name, index) => {
        const [short, long] = [shortened(name, 60), shortened(name, 1_000)];
        return { index, said: [`Recording: ${short}`, `${short}: ${short}`, long, long] };
      }),
      `async ({ index, said }) => {
        document.querySelectorAll("[data-bench-kept] [data-bench=replay]")[index].click();
        const heading = () => read("#bench-replay-title");
        await until(() => heading() === said[0]);
        const seek = async (at) => {
          const slider = document.querySelector("[data-replay=time]");
          slider.value = at;
          slider.dispatchEvent(new InputEvent("input", { bubbles: true }));
          await frame();
        };
        await seek(1_000);
        const state = read("[data-replay=state]");
        await seek(3_000);
        return [JSON.stringify(said), () => JSON.stringify([
          heading(),
          state,
          read("[data-bench-replay] [data-bench-valid] b"),
          read("[data-bench-replay] [data-bench-valid] p"),
        ])];
      }`,
    );
    await page.press("k", "Control");
    await page.until(hasFocus("[data-palette] input"));
    for (const letter of "replay run") await page.press(letter);
    await page.until(`document.querySelectorAll("[data-command^='run ']").length === 5`);
    await expectNoTraces("kept runs in the palette");
    await page.press("Escape");
    for (const row of [1, 2]) {
      await page.click(`[data-bench-kept]:nth-child(${row}) input`);
    }
    await page.click("[data-bench=compare]");
    await page.until(
      `document.querySelector("[data-bench-verdict], [data-bench=trouble]") !== null`,
    );
    await expectNoTraces("kept results");
    await rm(folder, { recursive: true, force: true });
  },
  TIMEOUT_MS,
);

/** Connections of the Sandbox as a tab keeps them over a reload. */
function rememberedSandbox(texts: readonly string[]): string {
  const connections = texts.map((text, index) => ({
    number: index + 1,
    form: { name: text, transport: "websocket", topics: text, types: text },
    isReading: true,
    stream: { topics: [topicOf(text)], types: [typeOf(text)], lastEventId: text },
  }));
  return JSON.stringify({ connections, chosen: 1, isSideBySide: true });
}

nightly(
  "connections that a tab has kept go on by their names, after the events that they name",
  async () => {
    await open("#sandbox");
    for (let from = 0; from < STRINGS.length; from += MAX_COLUMNS) {
      const texts = STRINGS.slice(from, from + MAX_COLUMNS);
      // After the page has kept its own.
      await page.evaluate(
        `addEventListener("pagehide", () => sessionStorage.setItem("streamgauge-sandbox", ${JSON.stringify(rememberedSandbox(texts))}))`,
      );
      await page.reload();
      await page.until(metricIs("connections", 1 + texts.length));
      await page.evaluate(watchForHostility);
      await expectShown(
        "kept connections",
        texts.map((text, index) => ({ text, number: index + 1 })),
        `async ({ text, number }) => {
          const column = "[data-column-of='" + number + "']";
          const from = text === "" ? "no event had come" : "resuming after " + text;
          // One of the texts is a well-formed id, of another log.
          const before = text === "5e-324" ? " history: " : " id ";
          const gap = () => text === "" || read(column + " [data-gap-reason] > span")?.includes(before + text.toWellFormed().slice(0, 120));
          return [
            JSON.stringify([text.trim() || "Connection " + number, "The page was loaded anew; connecting again, " + from + ".", true]),
            () => JSON.stringify([read(column + " h3"), [...document.querySelectorAll(column + " [data-notice] > span")].at(-1)?.textContent, gap()]),
          ];
        }`,
      );
    }
  },
  TIMEOUT_MS,
);

test(
  "whatever a link says, the page opens and shows it as text",
  async () => {
    await open("#live");
    const links = FEW.flatMap((text) => {
      const plain = text.toWellFormed();
      const coded = encodeURIComponent(plain);
      const name = shortened(plain, 60);
      const told = [
        [`streams?stream=${coded}`, "[data-streams=missing]", `The hub has no stream ${plain}: `],
        [`bench?run=${coded}`, "[data-replay=trouble]", `The run ${name} cannot be shown. `],
        [`trace?trace=${coded}`, "[data-trace=fault]", ""],
      ];
      const others = [
        text,
        `topics?find=${coded}`,
        `streams?find=${coded}`,
        `bench?compare=${coded},${coded}`,
        `live?span=${coded}&from=${coded}&to=1e308&chart=${coded}&latency=${coded}&__proto__=${coded}`,
      ];
      return told.concat(others.map((hash) => [hash, "body", ""]));
    });
    const step = `async ([hash, selector, said]) => {
      location.hash = hash;
      await frame();
      await frame();
      return [said, () => read(selector)?.slice(0, said.length)];
    }`;
    await expectShown("links", links, step);
    await page.until(`document.querySelector("[data-panel=live]").hidden === false`);
  },
  TIMEOUT_MS,
);

nightly(
  "whatever the browser's storage holds, the page opens and shows it as text",
  async () => {
    await open("#live");
    for (const stored of STORED) {
      await page.evaluate(`(() => {
        const texts = ${JSON.stringify(STRINGS)};
        for (const name of ${JSON.stringify(NAMES_KEPT)}) localStorage.setItem("streamgauge-" + name, (${stored})(texts, name));
      })()`);
      await page.reload();
      await watch();
      for (const panel of PANELS) {
        await page.evaluate(`location.hash = "#${panel.name}"`);
        await page.until(`document.querySelector("[data-panel=${panel.name}]").hidden === false`);
      }
      await expectNoTraces(`storage with ${stored}`);
    }
    await page.press("5");
    await page.click("[data-menu=history]");
    const summaries = `[...document.querySelectorAll("#menu-history button")].map(({ textContent }) => textContent)`;
    expect(await page.evaluate(summaries)).toEqual(
      STRINGS.slice(0, 20).map((text) => `${text} · ${text}: ${shortened(text, 60)}`),
    );
    await expectNoTraces("earlier publishes");
    await page.evaluate("localStorage.clear()");
  },
  TIMEOUT_MS,
);
