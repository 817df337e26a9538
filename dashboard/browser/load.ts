/** Events into a panel that follows them, for measurements. */

import type { HubProcess } from "./hub-process.ts";
import type { BrowserPage } from "./page.ts";

const TOPIC = "load";
const DATA = "x".repeat(100);
/** What is due is published so often. */
const TURN_MS = 20;

export type FollowingPanel = "trace" | "sandbox";
/** Has a panel follow the topic; resolves with an expression for how many events it has counted. */
export const FOLLOW: Readonly<Record<FollowingPanel, (page: BrowserPage) => Promise<string>>> = {
  async trace(page) {
    await page.fill("[data-trace=topics]", TOPIC);
    await page.press("Enter");
    await page.until(`document.querySelector("[data-trace=state]")?.textContent === "open"`);
    return `document.querySelector("[data-trace=received]").textContent`;
  },
  async sandbox(page) {
    await page.fill("[data-sandbox=topics]", TOPIC);
    await page.click("[data-sandbox=connect]");
    await page.until(`document.querySelector("[data-sandbox=state]")?.textContent === "open"`);
    return `document.querySelector("[data-sandbox=received]")?.textContent ?? "?"`;
  },
};

/** Open loop: what is due is published, whether or not earlier events have been answered. Returns how many were. */
export async function publishFor(hub: HubProcess, rate: number, lastingS: number): Promise<number> {
  const startMs = performance.now();
  let published = 0;
  const unanswered = new Set<Promise<unknown>>();
  for (let passedMs = 0; passedMs < lastingS * 1000; passedMs = performance.now() - startMs) {
    for (const due = Math.floor((passedMs / 1000) * rate); published < due; published++) {
      const answer: Promise<unknown> = hub
        .publish({ topic: TOPIC, data: DATA })
        .then(() => unanswered.delete(answer));
      unanswered.add(answer);
    }
    await Bun.sleep(TURN_MS);
  }
  await Promise.all(unanswered);
  return published;
}
