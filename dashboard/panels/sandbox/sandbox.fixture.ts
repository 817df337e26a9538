/** The Sandbox in a real browser, operated by keyboard alone. */

import { page } from "../../browser/watched-hub.fixture.ts";

export const STATE = `document.querySelector("[data-sandbox=state]")?.textContent`;

export async function pressOn(selector: string): Promise<void> {
  await page.tabTo(selector);
  await page.press("Enter");
}

export async function type(selector: string, text: string): Promise<void> {
  await page.tabTo(selector);
  await page.evaluate("document.activeElement.select()");
  for (const character of text) await page.press(character);
}

export async function connect(): Promise<void> {
  await pressOn("[data-sandbox=connect]");
  await page.until(`${STATE} === "open"`);
}
