import { expect, test } from "bun:test";
import type { BenchResult } from "../../result/result.ts";
import { HOSTILE, hostileResult, sampleResult, sampleScenario } from "../result.fixture.ts";
import { elementsOf, type Found } from "./elements.fixture.ts";
import { embeddedJson } from "./page.tsx";
import { resultPage } from "./result-page.tsx";

function named(found: readonly Found[], name: string): Found[] {
  return found.filter((element) => element.name === name);
}

/** The text of each element, to the byte: a browser hashes exactly this. */
function rawTexts(markup: string, name: string): string[] {
  return [...markup.matchAll(new RegExp(`<${name}[^>]*>([^]*?)</${name}>`, "g"))].map(
    ([, text = ""]) => text,
  );
}

function hashOf(text: string): string {
  return `sha256-${new Bun.CryptoHasher("sha256").update(text).digest("base64")}`;
}

const report = await resultPage([sampleResult]);

test("resultPage() needs no other file: no element refers to anything outside", async () => {
  const references = (await elementsOf(report)).flatMap(({ attributes }) =>
    ["src", "href", "srcset", "action", "data"].flatMap((name) => attributes[name] ?? []),
  );
  expect(references.filter((reference) => !reference.startsWith("#"))).toEqual([]);
});

test("resultPage() allows its own style and script by their hashes, and nothing else", async () => {
  const found = await elementsOf(report);
  const [style = ""] = rawTexts(report, "style");
  const [, script = ""] = rawTexts(report, "script");
  const [plots, , ...more] = named(found, "script");
  const policy = named(found, "meta").find(({ attributes }) => "http-equiv" in attributes);
  expect(more).toEqual([]);
  expect(plots?.attributes.type).toBe("application/json");
  expect(policy?.attributes.content?.replaceAll("&#39;", "'")).toBe(
    [
      "default-src 'none'",
      `script-src '${hashOf(script)}'`,
      `style-src '${hashOf(style)}'`,
      "base-uri 'none'",
      "form-action 'none'",
    ].join("; "),
  );
});

test("resultPage() has no style and no handler in an attribute, which its policy would block", async () => {
  const names = (await elementsOf(report)).flatMap(({ attributes }) => Object.keys(attributes));
  expect(names.filter((name) => name === "style" || name.startsWith("on"))).toEqual([]);
});

test("resultPage() starts with the verdict", async () => {
  const main = report.slice(report.indexOf("<main"));
  const places = [
    "Failed",
    "1 scenario, all figures valid",
    "101 deliveries expected",
    "lost==0",
    "All figures",
  ];
  const found = places.map((text) => main.indexOf(text));
  expect(found).toEqual(found.toSorted((a, b) => a - b));
  expect(found).not.toContain(-1);
});

test.each([
  ["a scenario is invalid", { scenarios: [sampleScenario({ valid: false })] }, "Invalid"],
  ["it was interrupted", { scenarios: [sampleScenario({ partial: true })] }, "Invalid"],
  ["nothing was finished", { scenarios: [], thresholds: [] }, "Invalid"],
  ["a threshold failed", {}, "Failed"],
  ["all is well", { thresholds: [] }, "Valid"],
])("resultPage() if %s", async (_when, changes: Partial<BenchResult>, verdict) => {
  const found = await elementsOf(await resultPage([{ ...sampleResult, ...changes }]));
  const state = found.find(({ attributes }) => attributes.class === "state");
  expect(state?.text.trim()).toBe(verdict);
});

test("resultPage() has each chart's data once, and the same figures as a table", async () => {
  const found = await elementsOf(report);
  const data: unknown = JSON.parse(named(found, "script")[0]?.text ?? "");
  const canvases = named(found, "canvas").map(({ attributes }) => Number(attributes["data-plot"]));
  expect(canvases).toEqual([0, 1, 2, 3]);
  expect(data).toHaveLength(4);
  expect(named(found, "details")).toHaveLength(4);
  expect(named(found, "canvas").every(({ attributes }) => attributes.role === "img")).toBe(true);
});

test("resultPage() shows every metric, and every warning", () => {
  for (const name of Object.keys(sampleScenario().metrics)) expect(report).toContain(`>${name}<`);
  expect(report).toContain("a pause of 12 ms");
});

test("resultPage() lets no text of a result become markup", async () => {
  const found = await elementsOf(await resultPage([hostileResult()]));
  const shape = (elements: readonly Found[]) => new Set(elements.map(({ name }) => name));
  const usual = shape(await elementsOf(report));
  expect([...shape(found)].filter((name) => !usual.has(name))).toEqual([]);
  expect(named(found, "script")).toHaveLength(2);
  expect(named(found, "img")).toHaveLength(0);
  const [plots] = named(found, "script");
  expect(JSON.stringify(JSON.parse(plots?.text ?? ""))).toContain(JSON.stringify(HOSTILE));
});

test("resultPage() of two results has a column and a line for each, and the head's verdict", async () => {
  const base = { ...sampleResult, scenarios: [sampleScenario({ valid: false })] };
  const text = await resultPage([base, { ...sampleResult, thresholds: [] }]);
  const found = await elementsOf(text);
  expect(text).toContain("p99, base");
  expect(text).toContain("p99, head");
  expect(found.find(({ attributes }) => attributes.class === "state")?.text.trim()).toBe("Valid");
});

test("embeddedJson() ends no element, and keeps its meaning", async () => {
  const text = embeddedJson({ [HOSTILE]: HOSTILE });
  const found = await elementsOf(`<script type="application/json">${text}</script>`);
  expect(found.map(({ name }) => name)).toEqual(["script"]);
  expect(JSON.parse(text)).toEqual({ [HOSTILE]: HOSTILE });
});
