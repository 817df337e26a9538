/** The Topics panel in a real browser, with a real hub, publishers and readers. */

import { expect, test } from "bun:test";
import { holdStreams } from "../../browser/held-streams.ts";
import { hasFocus, panelKey } from "../../browser/page-expressions.fixture.ts";
import { nightly } from "../../browser/nightly.fixture.ts";
import { visibleText } from "../../common/hidden-characters.ts";
import { hub, page, TIMEOUT_MS, watchHub } from "../../browser/watched-hub.fixture.ts";

const HOSTILE = [
  `<img src=x onerror="document.title='broken'">`,
  "</td></tr></table><script>document.title = 'broken'</script>",
  "&amp;&lt;b&gt;",
  "\u0627\u0644\u0637\u0644\u0628\u0627\u062A/\u062C\u062F\u064A\u062F\u0629/\u0627\u0644\u0642\u0627\u0647\u0631\u0629/\u0661\u0662\u0663",
  "\u202Ereversed\u202C, and \u2066isolated",
  "👩‍👩‍👧‍👦".repeat(5),
  "😀",
  `e${"\u0301".repeat(60)}`,
  "  two spaces, a comma and a \\ ",
  "line\u2028separator",
  "x".repeat(256),
  `https://example.com/${"漢".repeat(492)}`,
];

watchHub();

/** More than lead to any row of these tests. */
const MOST_TABS = 60;

const NAMES = `[...document.querySelectorAll("[data-topic]")].map((row) => row.dataset.topic)`;
/** The page itself reads this topic. */
const OWN = "bench/run";
const namesAre = (...names: readonly string[]) =>
  `JSON.stringify(${NAMES}) === ${JSON.stringify(JSON.stringify(names))}`;
const text = (selector: string) =>
  `document.querySelector(${JSON.stringify(selector)})?.textContent`;
const cell = (topic: string, column: string) =>
  text(`[data-topic="${topic}"] [data-column=${column}]`);

async function openTopics(): Promise<void> {
  await page.press(panelKey("topics"));
  await page.until(`!document.querySelector("[data-panel=topics]").hidden`);
}

interface Flow {
  readonly topic: string;
  readonly count: number;
  readonly data?: string;
}

/**
 * Publishes so many of each, in their order, each time that the panel has shown something new, until the returned function
 * is called: rates are of the last ten seconds only, however slow the machine is. The page itself publishes, which knows
 * what it shows.
 */
async function keepPublishing(...flows: readonly Flow[]): Promise<() => Promise<unknown>> {
  await page.evaluate(`(() => {
    const flows = ${JSON.stringify(flows)};
    const panel = document.querySelector("[data-panel=topics]");
    const changes = { subtree: true, childList: true, characterData: true, attributes: true };
    let isOver = false;
    let goOn = () => {};
    const observer = new MutationObserver(() => goOn());
    observer.observe(panel, changes);
    const publish = ({ topic, data = "" }) => fetch("/events", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ topic, data }),
    });
    const publishAll = async () => {
      while (!isOver) {
        const shown = new Promise((resolve) => (goOn = resolve));
        for (const flow of flows) {
          await Promise.all(Array.from({ length: flow.count }, () => publish(flow)));
        }
        if (!isOver) await shown;
      }
    };
    const ended = publishAll();
    window.endPublishing = () => {
      isOver = true;
      observer.disconnect();
      goOn();
      return ended;
    };
  })()`);
  return () => page.evaluate("window.endPublishing()");
}

test(
  "what is published appears by itself, is sorted, filtered and opened in the Sandbox by keyboard alone",
  async () => {
    await openTopics();
    await page.until(`/curl .*\\/events/.test(${text("[data-topics=empty] code")})`);
    const letGo = await holdStreams(hub.origin, 3);
    const end = await keepPublishing(
      { topic: "orders/many", count: 12 },
      { topic: "orders/big, or few", count: 1, data: "x".repeat(10_000) },
    );
    await page.until(`Number(${cell("orders/many", "rate")}) > 0`);
    await page.until(namesAre("orders/many", "orders/big, or few", "held", OWN));
    await page.until(`/max \\d+, now/.test(${cell("orders/many", "minute")})`);
    await page.until(`${cell("held", "readers")} === "3"`);
    expect(await page.evaluate(text("[data-topics=count]"))).toBe("4");
    for (const [sort, first] of [
      ["readers", "held"],
      ["bytes", "orders/big, or few"],
      ["last", "orders/big, or few"],
      ["name", OWN],
      ["rate", "orders/many"],
    ]) {
      await page.tabTo(`[data-sort=${sort}]`, MOST_TABS);
      await page.press("Enter");
      await page.until(`${NAMES}[0] === ${JSON.stringify(first)}`);
      const direction = sort === "name" ? "ascending" : "descending";
      await page.until(`document.querySelectorAll("[aria-sort]").length === 1 &&
        document.querySelector("[data-sort=${sort}]").closest("[aria-sort=${direction}]") !== null`);
      await page.evaluate("document.activeElement.blur()");
    }
    await page.tabTo("[data-topics=filter]", MOST_TABS);
    for (const character of "BIG") await page.press(character);
    await page.until(namesAre("orders/big, or few"));
    await page.until(`${text("[data-topics=count]")} === "1 of 4"`);
    await page.until(`${text("[data-topics=rest] th")} === "3 other topics"`);
    await page.tabTo("[data-topic] [data-topic-action=sandbox]", MOST_TABS);
    await page.press("Enter");
    await page.until(`!document.querySelector("[data-panel=sandbox]").hidden`);
    await page.until(hasFocus("[data-sandbox=topics]"));
    expect(await page.evaluate("document.activeElement.value")).toBe("orders/big\\, or few");
    await page.click("[data-sandbox=connect]");
    await page.until(`${text("[data-sandbox=state]")} === "open"`);
    const id = await hub.publish({ topic: "orders/big, or few", data: "again" });
    await page.until(`document.querySelector('[data-event-id="${id}"]') !== null`);
    letGo();
    await end();
    expect(page.console).toEqual([]);
  },
  TIMEOUT_MS,
);

test(
  "names that are markup, run from right to left, or are very long are shown as text, within their cells",
  async () => {
    for (const topic of HOSTILE) await hub.publish({ topic, data: "1" });
    await openTopics();
    await page.until(`${NAMES}.length === ${HOSTILE.length + 1}`);
    const shown = await page.evaluate(`[...document.querySelectorAll("[data-topic]")].map((row) => {
      const name = row.querySelector("[data-column=name]");
      return [row.dataset.topic, name.textContent, name.title, row.querySelector("button").ariaLabel];
    })`);
    const wanted = [OWN, ...HOSTILE].map((topic) => [
      topic,
      topic,
      visibleText(topic),
      `Open in Sandbox: ${visibleText(topic)}`,
    ]);
    expect(new Set(JSON.parse(JSON.stringify(shown)))).toEqual(new Set(wanted));
    const heights = `[...document.querySelectorAll("[data-topic]")].map((row) => row.getBoundingClientRect().height)`;
    expect(await page.evaluate(`new Set(${heights}).size`)).toBe(1);
    expect(await page.evaluate(`document.querySelector(".topics img, .topics script")`)).toBe(null);
    expect(await page.evaluate("document.title")).not.toBe("broken");
    await page.fill("[data-topics=filter]", "<img");
    await page.until(namesAre(HOSTILE[0] ?? ""));
    await page.fill("[data-topics=filter]", "<b>nothing</b>");
    await page.until(
      `document.querySelector(".topics .empty")?.textContent.includes("<b>nothing</b>")`,
    );
    expect(page.console).toEqual([]);
  },
  TIMEOUT_MS,
);

nightly(
  "nothing moves while paused, or from under somebody who is at a row; a hub that is gone is told",
  async () => {
    const end = await keepPublishing({ topic: "first", count: 4 }, { topic: "second", count: 1 });
    await openTopics();
    await page.until(namesAre("first", "second", OWN));
    await page.tabTo(`[data-topic="second"] button`, MOST_TABS);
    await end();
    const endAgain = await keepPublishing(
      { topic: "first", count: 1 },
      { topic: "second", count: 8 },
    );
    await page.until(`Number(${cell("second", "rate")}) > Number(${cell("first", "rate")})`);
    expect(await page.evaluate(namesAre("first", "second", OWN))).toBe(true);
    expect(await page.evaluate(hasFocus(`[data-topic="second"] button`))).toBe(true);
    await page.evaluate("document.activeElement.blur()");
    await page.until(namesAre("second", "first", OWN));
    await page.press("p");
    await page.until(`document.querySelector("[data-sort=name]") !== null`);
    await page.evaluate(`(window.asked = 0, window.fetch = new Proxy(window.fetch, {
      apply(target, self, [url, ...more]) {
        if (String(url).startsWith("/topics")) window.asked += 1;
        return Reflect.apply(target, self, [url, ...more]);
      },
    }), undefined)`);
    await page.click("[data-sort=name]");
    await page.until(namesAre(OWN, "first", "second"));
    expect(await page.evaluate("window.asked")).toBe(0);
    await page.press("p");
    await page.until("window.asked >= 2");
    await endAgain();
    await hub.stop();
    await page.until(`${text("[data-topics=fault]")} === "The hub cannot be reached"`);
    await page.until(`document.querySelector(".topics-frame.stale") !== null`);
  },
  TIMEOUT_MS,
);
