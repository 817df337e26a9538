/** Entry: takes a screenshot of a running page. Run: `bun dashboard/browser/screenshot.ts URL FILE --dark`. */

import { parseArgs } from "node:util";
import { BrowserPage } from "./page.ts";

const USAGE =
  "Usage: bun dashboard/browser/screenshot.ts URL FILE [--dark] [--width PX] [--height PX] [--scale N] [--wait-for EXPRESSION]";

/** Loaded, and if it is a dashboard, with figures. */
const IS_READY = `document.readyState === "complete" &&
  [...document.querySelectorAll("[data-metric=connections]")].every(({ textContent }) => /\\d/.test(textContent))`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    dark: { type: "boolean", default: false },
    width: { type: "string", default: "1440" },
    height: { type: "string", default: "900" },
    scale: { type: "string", default: "1" },
    "wait-for": { type: "string", default: IS_READY },
  },
});
const [url, file] = positionals;
if (url === undefined || file === undefined) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  const page = await BrowserPage.open(url, {
    width: Number(values.width),
    height: Number(values.height),
    scale: Number(values.scale),
    scheme: values.dark ? "dark" : "light",
  });
  await page.until(values["wait-for"]);
  await page.drawn();
  await page.screenshot(file);
  for (const line of page.console) console.error(line);
  page.close();
}
