/** Entry: a picture of a page that is running, as in `bun dashboard/browser/screenshot.ts URL FILE --dark`. */

import { parseArgs } from "node:util";
import { BrowserPage } from "./page.ts";

const USAGE =
  "Usage: bun dashboard/browser/screenshot.ts URL FILE [--dark] [--width PX] [--height PX] [--scale N] [--wait-for EXPRESSION]";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    dark: { type: "boolean", default: false },
    width: { type: "string", default: "1440" },
    height: { type: "string", default: "900" },
    scale: { type: "string", default: "1" },
    "wait-for": { type: "string", default: "document.readyState === 'complete'" },
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
  // Two frames: what the awaited change asked to be drawn is drawn in the second at the latest.
  await page.evaluate(
    "new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))",
  );
  await page.screenshot(file);
  for (const line of page.console) console.error(line);
  page.close();
}
