/** Tests that take too long for every change. */

import { test } from "bun:test";

export const IS_NIGHTLY = Bun.env.FULL_COUNTS !== undefined;

/** Defines a test that runs nightly only: `.github/workflows/nightly.yml`. */
export function nightly(...defined: Parameters<typeof test>): void {
  if (IS_NIGHTLY) test(...defined);
}
