/** Tests that take too long for every change. */

import { test } from "bun:test";

/** Defines a test that runs nightly only: `.github/workflows/nightly.yml`. */
export function nightly(...defined: Parameters<typeof test>): void {
  if (Bun.env.FULL_COUNTS !== undefined) test(...defined);
}
