import { expect, test } from "bun:test";
import { heldBytesOf } from "../test-memory.ts";
import { KeptTexts, keptUserAgent } from "./kept-texts.ts";

const STREAMS = 20_000;

test("20,000 streams with few user agents take the memory of few", async () => {
  const { held } = await heldBytesOf(() => {
    const kept = new KeptTexts();
    return Array.from({ length: STREAMS }, (_, index) => {
      // Each request brings a string of its own.
      const userAgent = Buffer.from(`Agent/${index % 50} ${"x".repeat(200)}`).toString();
      return keptUserAgent(new Headers({ "user-agent": userAgent }), kept);
    });
  });
  // A reference each.
  expect(held / STREAMS).toBeLessThan(40);
});

test("many different texts do not pile up", async () => {
  const { held } = await heldBytesOf(() => {
    const kept = new KeptTexts();
    for (let index = 0; index < STREAMS; index++) kept.of(`${index} ${"x".repeat(100)}`);
    return kept;
  });
  expect(held).toBeLessThan(1024 * 1024);
});

test("keptUserAgent() is undefined without one", () => {
  const kept = new KeptTexts();
  expect(keptUserAgent(new Headers(), kept)).toBeUndefined();
  expect(keptUserAgent(new Headers({ "user-agent": "" }), kept)).toBeUndefined();
});

test.each([
  ["Bestellungen/1 (für Köln)", "utf8", "Bestellungen/1 (für Köln)"],
  ["読者/2", "utf8", "読者/2"],
  ["Bestellungen/1 (für Köln)", "latin1", "Bestellungen/1 (für Köln)"],
  ["curl/8.5.0", "latin1", "curl/8.5.0"],
] as const)("keptUserAgent() of %j, sent as %s", (sent, encoding, kept) => {
  // A request's header has a character for each byte.
  const userAgent = Buffer.from(sent, encoding).toString("latin1");
  expect(keptUserAgent(new Headers({ "user-agent": userAgent }), new KeptTexts())).toBe(kept);
});
