import { expect, test } from "bun:test";
import { untilDue, wallMs } from "./time.ts";

test.each([0, 0.2, 0.9, 1.4, 2.3])(
  "untilDue() never resolves before %d ms have passed",
  async (waitMs) => {
    const dueMs = wallMs() + waitMs;
    await untilDue(dueMs, new AbortController().signal);
    expect(wallMs()).toBeGreaterThanOrEqual(dueMs);
  },
);

test("untilDue() does not wait after an interrupt", async () => {
  const dueMs = wallMs() + 1e9;
  await untilDue(dueMs, AbortSignal.abort());
  expect(wallMs()).toBeLessThan(dueMs);
});
