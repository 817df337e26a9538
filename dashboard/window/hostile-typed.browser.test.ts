/** Hostile texts that people type, and what the page says of them. See `hostile-events.browser.test.ts`. */

import { test } from "bun:test";
import { isTopic } from "../browser/hostile-fields.ts";
import {
  closeAfterEach,
  expectRefusals,
  expectShown,
  hub,
  FEW,
  open,
  page,
  STRINGS,
  TIMEOUT_MS,
  TOPICS,
} from "../browser/hostile-page.fixture.ts";
import { IS_NIGHTLY, nightly } from "../browser/nightly.fixture.ts";
import { visibleText } from "../common/hidden-characters.ts";
import { joinList } from "../common/list-field.ts";
import { MAX_NAME_LENGTH } from "../panels/sandbox/sandbox-connection.ts";

closeAfterEach();

const LONG_TOPICS = STRINGS.filter(
  (text) => isTopic(text) && text === text.trim() && text.length > 200,
).slice(0, IS_NIGHTLY ? STRINGS.length : 1);
/** So many topics in the palette: the hub is asked once somebody has paused. */
const SOUGHT = IS_NIGHTLY ? TOPICS.length : 2;

test(
  "names of connections, topics to read and to publish to, and why they are refused, are shown in the Sandbox",
  async () => {
    await open("#sandbox");
    expectRefusals();
    await page.click("[data-sandbox=add]");
    await page.click("[data-sandbox=side-by-side]");
    await expectShown(
      "names of connections",
      FEW.map((text) => {
        const name = text.slice(0, MAX_NAME_LENGTH).replaceAll(/[\r\n]/g, "");
        return { text, name: name.trim() || "Connection 2" };
      }).map(({ text, name }) => ({ text, name, label: visibleText(name) })),
      `async ({ text, name, label }) => {
        enter("[data-sandbox=name]", text);
        const labelOf = (element) => element?.getAttribute("aria-label");
        return [JSON.stringify([name, name, label, "Events of " + label + ", newest first"]), () => JSON.stringify([
          read("[data-connection='2'] b"),
          read("[data-column-of='2'] h3"),
          labelOf(document.querySelector("[data-column-of='2']")),
          labelOf(document.querySelector("[data-column-of='2'] .events-frame")),
        ])];
      }`,
    );
    await page.click("[data-sandbox=side-by-side]");
    const reserved = TOPICS.map((text) => `$${text}`);
    await expectShown(
      "topics to publish to",
      [...TOPICS, ...reserved],
      `async (topic) => {
        const before = read("[data-sandbox=publish-result]");
        enter("[data-sandbox=publish-topic]", topic);
        click("[data-sandbox=publish]");
        await until(() => read("[data-sandbox=publish-result]") !== before);
        const wanted = topic.startsWith("$")
          ? "Cannot publish to '" + topic + "': topics that start with '$' belong to the hub"
          : "Published as " + read("[data-sandbox=publish-result] code");
        return [wanted, () => read("[data-sandbox=publish-result]")];
      }`,
    );
    const connected = (transport: string, said: string) => `async ([topics, topic]) => {
      click("[name=transport][value=${transport}]");
      enter("[data-sandbox=topics]", topics);
      click("[data-sandbox=connect]");
      const said = ${said};
      return [said, () => read("[data-notice] span")?.slice(0, said.length)];
    }`;
    await expectShown(
      "topics to read",
      TOPICS.map((topic) => [joinList([topic]), topic]),
      connected("websocket", `"Connected to " + topic + "."`),
    );
    await expectShown(
      "topics that cannot be read",
      reserved.map((topic) => [joinList([topic]), topic]),
      connected("fetch", `"Cannot subscribe: the hub has no topic '" + topic + "'; its own are"`),
    );
    await expectShown(
      "data that is no JSON",
      FEW.map((text) => `["${text}`),
      `async (data) => {
        const typed = enter("[data-sandbox=publish-data]", data);
        let said = "valid JSON";
        try { JSON.parse(typed); } catch ({ message }) { said = "not JSON: " + message; }
        return [said, () => read("[data-sandbox=json]")];
      }`,
    );
  },
  TIMEOUT_MS,
);

nightly(
  "what is to be traced is told as it was typed, and topics are found by their names in the palette and the list",
  async () => {
    await open("#trace");
    expectRefusals();
    await expectShown(
      "expressions that are wrong",
      FEW.map((text) => `/[z-a]${text}/`),
      `async (expression) => {
        enter("[data-trace=topics]", "orders");
        const typed = enter("[data-trace=filter]", expression);
        click("[data-trace=start]");
        return ["Not a regular expression: " + typed.toWellFormed(), () => read("[data-trace=fault]")];
      }`,
    );
    await expectShown(
      "topics that cannot be traced",
      TOPICS.map((topic) => [joinList([`$${topic}`]), `$${topic}`]),
      `async ([topics, topic]) => {
        enter("[data-trace=filter]", "");
        enter("[data-trace=topics]", topics);
        click("[data-trace=start]");
        const said = "Cannot subscribe: the hub has no topic '" + topic + "'; its own are";
        return [said, () => read("[data-trace=note]").slice(0, said.length)];
      }`,
    );
    const topics = new Set([...TOPICS, ...LONG_TOPICS]);
    await Promise.all([...topics].map((topic) => hub.publish({ topic, data: "" })));
    await page.press("k", "Control");
    await page.until(`document.querySelector("[data-palette] input") !== null`);
    const letters = `async (text) => {
      const typed = enter("[data-palette] input", text);
      await frame();
      return [typed, () => document.querySelector("[data-palette] input").value];
    }`;
    await expectShown("letters in the palette", FEW, letters);
    await expectShown(
      "topics in the palette",
      TOPICS.filter(({ length }) => length > 1).slice(0, SOUGHT),
      `async (topic) => {
        enter("[data-palette] input", topic);
        await frame();
        await frame();
        const found = () => [...document.querySelectorAll("[data-command^='trace-topic ']")];
        const own = () => found().find(({ dataset }) => dataset.command === "trace-topic " + topic);
        // The hub has more with a short text in them than the palette shows.
        return [true, () => own() === undefined
          ? found().length === 5
          : own().querySelector(".title").textContent === "Trace the topic " + topic];
      }`,
    );
    await page.press("Escape");
    await page.evaluate(`location.hash = "#topics"`);
    await page.until(`document.querySelector("[data-topics=filter]") !== null`);
    await expectShown(
      "topics found by their names",
      TOPICS.map((topic) => ({ topic, label: visibleText(topic) })),
      `async ({ topic, label }) => {
        enter("[data-topics=filter]", topic);
        const own = () => [...document.querySelectorAll("[data-topic]")].find(({ dataset }) => dataset.topic === topic);
        const shown = () => own() === undefined ? false : [
          own().querySelector(".name").textContent,
          own().querySelector(".name").title,
          own().querySelector("[data-topic-action]").getAttribute("aria-label"),
        ];
        await until(() => shown() !== false);
        // The hub lists a hundred of those with a short text in them.
        const isListed = document.querySelectorAll("[data-topic]").length < 100 || shown() !== false;
        return [JSON.stringify(isListed ? [topic, label, "Open in Sandbox: " + label] : false), () => JSON.stringify(shown())];
      }`,
    );
    await expectShown(
      "letters that no topic has",
      FEW.map((text) => `§${text}`),
      `async (text) => {
        const typed = enter("[data-topics=filter]", text);
        return ["No topic has “" + typed + "” in its name.", () => read(".topics .empty")];
      }`,
    );
    await expectShown(
      "streams of a topic",
      LONG_TOPICS,
      `async (topic) => {
        location.hash = "#topics?find=" + encodeURIComponent(topic);
        const own = () => [...document.querySelectorAll("[data-topic]")].find(({ dataset }) => dataset.topic === topic);
        await until(() => own() !== undefined);
        own().dispatchEvent(new MouseEvent("contextmenu", { bubbles: true, cancelable: true }));
        await until(() => document.querySelector("[data-entry=streams]") !== null);
        click("[data-entry=streams]");
        return [JSON.stringify([topic, "0", false]), () => JSON.stringify([
          document.querySelector("[data-streams=search]").value,
          read("[data-streams=matching]"),
          document.querySelector("[data-streams=failure]") !== null,
        ])];
      }`,
    );
  },
  TIMEOUT_MS,
);
