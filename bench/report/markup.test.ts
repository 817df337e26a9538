import { expect, test } from "bun:test";
import { embeddedJson, html, Markup } from "./markup.ts";
import { HOSTILE } from "./result.fixture.ts";

/** The element names and the text that a real HTML parser finds. */
async function parsed(markup: string): Promise<{ names: string[]; text: string }> {
  const names: string[] = [];
  let text = "";
  await new HTMLRewriter()
    .on("*", { element: (element) => void names.push(element.tagName) })
    .onDocument({ text: (chunk) => void (text += chunk.text) })
    .transform(new Response(markup))
    .text();
  return { names, text };
}

test.each([
  ["text", (value: string) => html`<p>${value}</p>`, ["p"]],
  ["an attribute", (value: string) => html`<p title="${value}"></p>`, ["p"]],
  [
    "a list",
    (value: string) =>
      html`<ul>
        ${[html`<li>${value}</li>`]}
      </ul>`,
    ["ul", "li"],
  ],
])("html`` lets no value out of %s", async (_where, make, names) => {
  expect((await parsed(make(HOSTILE).text)).names).toEqual(names);
});

test("html`` escapes each character that means something, and puts markup of its own in as it is", () => {
  expect(html`${"<&>\"'"}${html`<br />`}${7}${undefined}`.text).toBe(
    "&lt;&amp;&gt;&quot;&#39;<br />7",
  );
});

test("embeddedJson() ends no element, and means what it did", async () => {
  const text = embeddedJson({ [HOSTILE]: HOSTILE });
  const element = new Markup(`<script type="application/json">${text}</script>`);
  expect((await parsed(element.text)).names).toEqual(["script"]);
  expect(JSON.parse(text)).toEqual({ [HOSTILE]: HOSTILE });
});
