/** What axe-core finds in a page: barriers for people who use the keyboard, a screen reader, or need contrast. */

import axe from "axe-core";
import type { BrowserPage } from "./page.ts";

/** In ASCII, since the browser gets it over a pipe that garbles other characters. */
const SOURCE = axe.source.replaceAll(
  /[^\0-\x7f]/g,
  (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
);

/**
 * One line a fault: the rule, and the elements. Empty if there is none. `moreRules` names rules that are off by
 * default.
 */
export async function axeFaults(
  page: BrowserPage,
  moreRules: readonly string[] = [],
): Promise<readonly string[]> {
  const rules = Object.fromEntries(moreRules.map((rule) => [rule, { enabled: true }]));
  const options = JSON.stringify({ resultTypes: ["violations"], rules });
  if ((await page.evaluate("window.axe === undefined")) === true) {
    await page.evaluate(`(() => { ${SOURCE} })()`);
  }
  const found = await page.evaluate(`axe.run(document, ${options}).then(
    ({ violations }) => violations.map(({ id, nodes }) =>
      id + ": " + nodes.map(({ target }) => target.join(" ")).join(", ")).join("\\n"))`);
  return String(found)
    .split("\n")
    .filter((line) => line !== "");
}
