import { expect, test } from "bun:test";
import { HOSTILE } from "../result.fixture.ts";
import { embeddedJson } from "./page.tsx";

test("embeddedJson() ends no element, and means what it did", async () => {
  const text = embeddedJson({ [HOSTILE]: HOSTILE });
  const names: string[] = [];
  await new HTMLRewriter()
    .on("*", { element: (element) => void names.push(element.tagName) })
    .transform(new Response(`<script type="application/json">${text}</script>`))
    .text();
  expect(names).toEqual(["script"]);
  expect(JSON.parse(text)).toEqual({ [HOSTILE]: HOSTILE });
});
