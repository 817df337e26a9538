/** Hostile values of the hub's own flags, in the panel that lists them. See `hostile-events.browser.test.ts`. */

import { test } from "bun:test";
import {
  closeAfterEach,
  expectShown,
  open,
  page,
  STRINGS,
  TIMEOUT_MS,
} from "../browser/hostile-page.fixture.ts";
import { HubProcess } from "../browser/hub-process.ts";

closeAfterEach();

/** What an argument of a program can hold. */
const ARGUMENTS = STRINGS.filter((text) => !text.includes("\0")).map((text) => text.toWellFormed());
/** Other flags take only what they can use, which may be long. */
const LONG_VALUES = [
  `--retain-events=${"0".repeat(3_000)}1000`,
  `--heartbeat=15.${"0".repeat(3_000)}s`,
  `--allow-origin=https://${"a".repeat(60)}.${"b".repeat(60)}.example`,
];

test(
  "a flag that holds every hostile text, and long values of others, are shown within the page",
  async () => {
    const value = ARGUMENTS.join(",");
    await open("#hub", HubProcess.start(0, `--allow-host=${value}`, ...LONG_VALUES));
    await page.click(".about-hub summary");
    await page.until(`document.querySelector("[data-flag=allow-host]") !== null`);
    const step = `async (value) => [value, () => read("[data-flag=allow-host] td")]`;
    await expectShown("flags in force", [value], step);
  },
  TIMEOUT_MS,
);
