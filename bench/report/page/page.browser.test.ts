/** The report's page in a real browser: its content policy allows it to draw, and a reader zooms with keys and pointer. */

import { BrowserPage } from "#browser";
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { sampleResult } from "../result.fixture.ts";
import { resultPage } from "./result-page.tsx";

const TIMEOUT_MS = 60_000;
const folder = await mkdtemp(join(tmpdir(), "streamgauge-page-"));
const file = join(folder, "r.html");
let page: BrowserPage;

beforeAll(async () => {
  await Bun.write(file, await resultPage([sampleResult]));
  page = await BrowserPage.open(pathToFileURL(file).href);
  await page.until("'drawn' in document.documentElement.dataset");
}, TIMEOUT_MS);

afterAll(async () => {
  page.close();
  await rm(folder, { recursive: true });
});

/** The visible range that the first chart states; null if it is the whole axis. */
function shown(): Promise<unknown> {
  return page.evaluate(`(() => {
    const note = document.querySelector(".zoomed");
    return note.hidden ? "all" : note.querySelector("output").value;
  })()`);
}

interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
}

/** A drag across the first chart, in shares of its width. */
async function drag(from: number, to: number): Promise<void> {
  const canvas = "document.querySelector('canvas[data-plot]')";
  // The rectangle's own toJSON() has these three.
  const place = (await page.evaluate(`${canvas}.getBoundingClientRect().toJSON()`)) as Place;
  const at = (share: number) => ({ x: place.left + share * place.width, y: place.top + 50 });
  await page.drag(at(from), at(to));
}

test("the page draws its charts, and nothing of it is blocked", async () => {
  const drawn = await page.evaluate(
    "[...document.querySelectorAll('canvas[data-plot]')].every(({ width }) => width > 300)",
  );
  expect(drawn).toBe(true);
  expect(page.console).toEqual([]);
});

test("a focused chart is zoomed by keys, moved by arrows, and reset by 0", async () => {
  await page.evaluate("document.querySelector('canvas[data-plot]').focus()");
  expect(await shown()).toBe("all");
  await page.press("+");
  expect(await shown()).toBe("0.5 s to 1.5 s");
  await page.press("ArrowRight");
  expect(await shown()).toBe("0.75 s to 1.75 s");
  await page.press("-");
  expect(await shown()).toBe("0.25 s to 2 s");
  await page.press("0");
  expect(await shown()).toBe("all");
});

test("a drag shows the range that it covered, and the button shows everything", async () => {
  await drag(0.4, 0.6);
  expect(await shown()).toMatch(/^0\.\d+ s to 1\.\d+ s$/);
  await page.click(".zoomed button");
  expect(await shown()).toBe("all");
  expect(await page.evaluate("document.activeElement.tagName")).toBe("CANVAS");
  expect(page.console).toEqual([]);
});
