import { expect, test } from "bun:test";
import { HOSTILE } from "../result.fixture.ts";
import { elementsOf } from "./elements.fixture.ts";
import { embeddedJson } from "./page.tsx";

test("embeddedJson() ends no element, and means what it did", async () => {
  const text = embeddedJson({ [HOSTILE]: HOSTILE });
  const found = await elementsOf(`<script type="application/json">${text}</script>`);
  expect(found.map(({ name }) => name)).toEqual(["script"]);
  expect(JSON.parse(text)).toEqual({ [HOSTILE]: HOSTILE });
});
