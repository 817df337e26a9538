/**
 * The Streams panel in a real browser, with a real hub and real subscribers. Each test has its own hub and page. Waiting
 * happens in the page; nothing sleeps.
 */

import { expect, test } from "bun:test";
import { holdStreams } from "../../browser/held-streams.ts";
import { panelKey, showsLastCell } from "../../browser/page-expressions.fixture.ts";
import { nightly } from "../../browser/nightly.fixture.ts";
import {
  hub,
  page,
  startSuccessor,
  TIMEOUT_MS,
  watchHub,
} from "../../browser/watched-hub.fixture.ts";

/** More than fit into any window. */
const MANY = 400;

watchHub();

function shown(name: string): string {
  return `document.querySelector("[data-streams=${name}]")?.textContent`;
}

/** Topics of the first row. */
const FIRST_TOPICS = `document.querySelector(".stream-rows [data-stream-id] [data-cell=topics]")?.textContent`;
const FIRST_ID = `document.querySelector(".stream-rows [data-stream-id]")?.dataset.streamId`;
/** What the row that the keys are on says of its place. */
const ACTIVE_INDEX = `document.querySelector("[aria-selected=true]")?.getAttribute("aria-rowindex")`;

/** A stream of the page's own, by the browser's EventSource, that keeps what it receives in `window.received`. */
async function openOwn(topic: string): Promise<void> {
  await page.evaluate(`new Promise((resolve) => {
    window.received = [];
    window.own = new EventSource("/events?topic=${topic}");
    window.own.onmessage = ({ data }) => window.received.push(data);
    window.own.onopen = () => resolve();
  })`);
}

test(
  "it lists who is connected, finds one, ends it by keyboard and sees it come back",
  async () => {
    const letGo = await holdStreams(hub.origin, 30);
    await openOwn("mine");
    await hub.publish({ topic: "mine", data: "first" });
    await page.until(`window.received.length === 1`);
    await page.press(panelKey("streams"));
    await page.until(`${shown("open")} === "32" && ${shown("matching")} === "32"`);
    await page.fill("[data-streams=search]", "MINE");
    await page.until(`${shown("matching")} === "1" && ${FIRST_TOPICS}?.endsWith("mine")`);
    const id = String(await page.evaluate(FIRST_ID));
    // Past the two choices.
    for (const key of ["Tab", "Tab", "Tab"]) await page.press(key);
    expect(await page.evaluate(`document.activeElement.dataset.streams`)).toBe("grid");
    await page.press("ArrowDown");
    await page.press("Enter");
    await page.until(
      `document.querySelector("[data-stream-details]").dataset.streamDetails === "${id}"`,
    );
    expect(
      await page.evaluate(`document.querySelector("[data-stream-field='user agent']").textContent`),
    ).toContain("Chrome");
    await page.press("Delete");
    await page.until(`document.activeElement.dataset.streams === "end-now"`);
    await page.press("Enter");
    await page.until(
      `document.querySelector("[data-stream-details] [data-condition=closed]") !== null`,
    );
    await hub.publish({ topic: "mine", data: "missed" });
    await page.until(`document.querySelector("[data-returned-id]") !== null`);
    const returned = String(
      await page.evaluate(`document.querySelector("[data-returned-id]").dataset.returnedId`),
    );
    expect(returned).not.toBe(id);
    await page.until(`${FIRST_ID} === "${returned}"`);
    await page.until(`window.received.length === 2`);
    expect(await page.evaluate(`window.received`)).toEqual(["first", "missed"]);
    // The keys are still in the list.
    expect(await page.evaluate(`document.activeElement.dataset.streams`)).toBe("grid");
    await page.evaluate(
      `document.querySelector("input[name=streams-state][value=closed]").click()`,
    );
    await page.until(`document.querySelector("[data-cell=cause]")?.textContent === "cut"`);
    expect(page.console).toEqual([]);
    letGo();
  },
  TIMEOUT_MS,
);

nightly(
  "a question about ending a stream can be answered with no",
  async () => {
    await openOwn("mine");
    await page.press(panelKey("streams"));
    await page.until(`${shown("matching")} === "2"`);
    await page.evaluate(`document.querySelector("[data-streams=grid]").focus()`);
    await page.press("ArrowDown");
    await page.press("Delete");
    await page.until(`document.activeElement.dataset.streams === "end-now"`);
    await page.press("Escape");
    await page.until(`document.activeElement.dataset.streams === "grid"`);
    expect(await page.evaluate(`document.querySelector("[data-streams=end-now]")`)).toBeNull();
    expect(await page.evaluate(shown("open"))).toBe("2");
    await page.press("Escape");
    await page.until(`document.querySelector("[data-stream-details]") === null`);
    expect(page.console).toEqual([]);
  },
  TIMEOUT_MS,
);

test(
  "headings sort, filters narrow, and what matches nothing says so",
  async () => {
    const letGo = await holdStreams(hub.origin, 5);
    await openOwn("zebra");
    await page.press(panelKey("streams"));
    await page.until(`${shown("matching")} === "7"`);
    const sortedBy = `document.querySelector("[aria-sort]")`;
    expect(await page.evaluate(`${sortedBy}.textContent + " " + ${sortedBy}.ariaSort`)).toBe(
      "age ascending",
    );
    await page.click("[data-sort=topics]");
    await page.until(
      `${sortedBy}.textContent === "topics" && ${sortedBy}.ariaSort === "ascending"`,
    );
    await page.until(`${FIRST_TOPICS}?.includes("$canary")`);
    await page.press("Enter");
    await page.until(`${sortedBy}.ariaSort === "descending" && ${FIRST_TOPICS}?.endsWith("zebra")`);
    await page.evaluate(`document.querySelector("input[value=ws]").click()`);
    await page.until(
      `${shown("matching")} === "0" && ${shown("none")}?.includes("No stream matches")`,
    );
    await page.click("[data-streams=none] button");
    await page.until(`${shown("matching")} === "7" && ${FIRST_TOPICS}?.endsWith("zebra")`);
    expect(page.console).toEqual([]);
    letGo();
  },
  TIMEOUT_MS,
);

test(
  "a window too narrow for all columns can be scrolled to the last one",
  async () => {
    await page.resize(800, 600);
    await page.press(panelKey("streams"));
    await page.until(`${FIRST_ID} !== undefined`);
    await page.until(showsLastCell(".stream-rows [data-stream-id]"));
    expect(page.console).toEqual([]);
  },
  TIMEOUT_MS,
);

test(
  "of many streams only those in view exist in the page, and the keys reach the others",
  async () => {
    const letGo = await holdStreams(hub.origin, MANY);
    await page.press(panelKey("streams"));
    await page.until(`${shown("matching")} === "${MANY + 1}"`);
    const drawn = `document.querySelectorAll(".stream-rows [role=row]").length`;
    expect(await page.evaluate(`document.querySelector("[role=grid]").ariaRowCount`)).toBe(
      String(MANY + 2),
    );
    expect(await page.evaluate(drawn)).toBeLessThan(100);
    await page.evaluate(`document.querySelector("[data-streams=grid]").focus()`);
    await page.press("End");
    await page.until(`${ACTIVE_INDEX} === "${MANY + 2}"`);
    await page.until(
      `document.querySelector("[aria-selected=true]").dataset.streamId !== undefined`,
    );
    // The oldest is at the end.
    expect(
      await page.evaluate(`document.querySelector("[aria-selected=true]").textContent`),
    ).toContain("$canary");
    expect(await page.evaluate(drawn)).toBeLessThan(100);
    await page.press("PageUp");
    await page.until(`Number(${ACTIVE_INDEX}) < ${MANY}`);
    await page.press("Home");
    await page.until(`${ACTIVE_INDEX} === "2"`);
    expect(await page.evaluate(`document.querySelector("[data-streams=grid]").scrollTop`)).toBe(0);
    expect(page.console).toEqual([]);
    letGo();
  },
  TIMEOUT_MS,
);

nightly(
  "the hub is asked only while somebody looks, and not while paused",
  async () => {
    await page.evaluate(`(() => {
      window.asked = 0;
      const real = window.fetch;
      window.fetch = (path, ...more) => {
        if (String(path).startsWith("/streams")) window.asked++;
        return real(path, ...more);
      };
      window.seconds = 0;
      new EventSource("/events?topic=$stats").addEventListener("stats", () => window.seconds++);
    })()`);
    const afterSeconds = async (count: number) => {
      const from = Number(await page.evaluate("window.seconds"));
      await page.until(`window.seconds >= ${from + count}`);
      return page.evaluate("window.asked");
    };
    expect(await afterSeconds(2)).toBe(0);
    await page.press(panelKey("streams"));
    await page.until(`window.asked >= 3`);
    await page.press("p");
    await page.until(`document.querySelector(".status-bar").textContent.includes("paused")`);
    // What was on its way has come by then.
    const paused = await afterSeconds(1);
    expect(await afterSeconds(3)).toBe(paused);
    await page.press("p");
    await page.until(`window.asked > ${Number(paused)}`);
    await page.press(panelKey("live"));
    await page.until(`document.querySelector("[data-panel=streams]").hidden`);
    const left = await afterSeconds(1);
    expect(await afterSeconds(3)).toBe(left);
    expect(page.console).toEqual([]);
  },
  TIMEOUT_MS,
);

nightly(
  "while the hub is away the panel says so and keeps its rows, and goes on when it is back",
  async () => {
    const letGo = await holdStreams(hub.origin, 3);
    await page.press(panelKey("streams"));
    await page.until(`${shown("matching")} === "4"`);
    const { port } = hub;
    await hub.stop();
    await page.until(`${shown("failure")}?.includes("The hub cannot be reached")`);
    expect(await page.evaluate(`document.querySelectorAll("[data-stream-id]").length`)).toBe(4);
    await startSuccessor(port);
    await page.until(`document.querySelector("[data-streams=failure]") === null`);
    await page.until(`${shown("open")} === "1"`);
    letGo();
  },
  TIMEOUT_MS,
);
