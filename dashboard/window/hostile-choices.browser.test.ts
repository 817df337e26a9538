/** Hostile events that are chosen in the Sandbox: side by side, whole, and in their menus. See `hostile-events.browser.test.ts`. */

import { topicOf, typeOf } from "../browser/hostile-fields.ts";
import {
  closeAfterEach,
  expectRefusals,
  expectShown,
  hub,
  FEW,
  open,
  page,
  TIMEOUT_MS,
  TOPICS,
} from "../browser/hostile-page.fixture.ts";
import { nightly } from "../browser/nightly.fixture.ts";
import { prettyJson } from "../common/json-check.ts";

closeAfterEach();

/** Fewer than a column has rows. */
const AT_ONCE = 90;
const DATA = FEW.filter((text) => text.isWellFormed());

/** Adds a connection to every topic, over this transport. */
async function connect(transport: string, number: number): Promise<void> {
  if (number > 1) await page.click("[data-sandbox=add]");
  await page.until(`document.querySelector("[data-connection='${number}'] :checked") !== null`);
  await page.evaluate(`document.querySelector("[name=transport][value=${transport}]").click()`);
  await page.fill("[data-sandbox=topics]", "*");
  await page.click("[data-sandbox=connect]");
  await page.until(
    `document.querySelector("[data-connection='${number}'] [data-state=open]") !== null`,
  );
}

nightly(
  "events side by side are shown whole once they are chosen, and their menus and notices name what they are about",
  async () => {
    await open("#sandbox");
    await connect("websocket", 1);
    await connect("fetch", 2);
    await page.click("[data-sandbox=side-by-side]");
    await page.until(`document.querySelectorAll("[data-column-of]").length === 2`);
    for (let from = 0; from < DATA.length; from += AT_ONCE) {
      const chosen = [];
      for (const text of DATA.slice(from, from + AT_ONCE)) {
        const event = { topic: topicOf(text), type: typeOf(text), data: text };
        const id = await hub.publish(event);
        const data = text.replace(/\r\n?/g, "\n");
        chosen.unshift({ id, type: event.type, data, pretty: prettyJson(data) });
      }
      for (const number of [1, 2]) {
        const raw =
          number === 1
            ? `JSON.stringify({ id, type, data })`
            : `(type === "message" ? "" : "event:" + type + "\\n") + "data:" + data.replaceAll("\\n", "\\ndata:")`;
        await expectShown(
          `events of column ${number}`,
          chosen,
          `async ({ id, type, data, pretty }) => {
            const column = "[data-column-of='${number}']";
            await until(() => document.querySelector(column + " [data-event-id='" + id + "']") !== null);
            press(column + " [data-sandbox=events]", id === ${JSON.stringify(chosen[0]?.id)} ? "Home" : "ArrowDown");
            await until(() => read(column + " .event-raw code") === id);
            const both = [];
            for (const choice of ["data", "raw"]) {
              click(column + " .event-raw [value=" + choice + "]");
              await frame();
              both.push(read(column + " .event-raw pre"));
            }
            // A space that a value begins with has another before it.
            const [shownData, shownRaw] = [both[0], both[1].replaceAll(/^(event|data): /gm, "$1:")];
            const shownType = read(column + " .event-raw header > bdi");
            return [
              JSON.stringify([pretty, type, true]),
              () => JSON.stringify([shownData, shownType, shownRaw.includes(${raw}) || shownRaw]),
            ];
          }`,
        );
      }
    }
    expectRefusals();
    await page.click("[data-connection='1']");
    await page.until(`document.querySelector("[name=connection]:checked").value === "1"`);
    await page.evaluate(`document.querySelector("[data-column-of='1'] [role=listbox]").focus()`);
    await expectShown(
      "menus and notices",
      TOPICS.map((text) => `$${text}`),
      `async (topic) => {
        enter("[data-sandbox=topics]", topic.replaceAll(/[\\\\,]/g, "\\\\$&"));
        press("[data-column-of='1'] [role=listbox]", "F10", { shiftKey: true });
        await until(() => read("[data-entry=publish]") === "Publish again to " + topic);
        const label = read("[data-entry=publish]");
        click("[data-entry=publish]");
        const refusal = "Cannot publish to '" + topic + "': topics that start with '$' belong to the hub";
        return [JSON.stringify(["Publish again to " + topic, refusal]), () => JSON.stringify([label, read("[data-toast]")])];
      }`,
    );
  },
  TIMEOUT_MS,
);
