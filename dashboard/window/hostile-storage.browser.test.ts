/** Hostile texts that are kept somewhere: in the hub's folder, in the browser's storage, in a link. See `hostile-events.browser.test.ts`. */

import { expect } from "bun:test";
import { nightly } from "../browser/nightly.fixture.ts";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  closeAfterEach,
  expectNoTraces,
  open,
  page,
  SOME,
  STRINGS,
  TIMEOUT_MS,
  watch,
} from "../browser/hostile-page.fixture.ts";
import { HubProcess } from "../browser/hub-process.ts";
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

nightly(
  "whatever an address or the browser's storage holds, the page opens and shows it as text",
  async () => {
    await open("#live");
    const hashes = SOME.flatMap((text) => {
      const coded = encodeURIComponent(text.toWellFormed());
      return [
        text,
        `topics?find=${coded}`,
        `streams?find=${coded}`,
        `trace?trace=${coded}`,
        `live?span=${coded}&from=${coded}&to=1e308&chart=${coded}&latency=${coded}&__proto__=${coded}`,
      ];
    });
    await page.evaluate(`(async () => {
      for (const hash of ${JSON.stringify(hashes)}) {
        location.hash = hash;
        await new Promise((drawn) => requestAnimationFrame(drawn));
      }
    })()`);
    await page.until(`document.querySelector("[data-panel=live]").hidden === false`);
    await expectNoTraces("addresses");
    for (const stored of Bun.env.FULL_COUNTS !== undefined ? STORED : STORED.slice(-2)) {
      await page.evaluate(`(() => {
        const texts = ${JSON.stringify(SOME)};
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
      SOME.slice(0, 20).map((text) => `${text} · ${text}: ${shortened(text, 60)}`),
    );
    await expectNoTraces("earlier publishes");
    await page.evaluate("localStorage.clear()");
  },
  TIMEOUT_MS,
);
