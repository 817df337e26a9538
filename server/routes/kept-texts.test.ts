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
