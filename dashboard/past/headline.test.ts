import { expect, test } from "bun:test";
import { NO_LATENCY, NO_SAMPLE } from "./columns.ts";
import { nextHeadline } from "./headline.ts";
import { latencyOf } from "./samples.fixture.ts";

/** A second with or without deliveries; the canary is always there. */
function second(atMs: number, sentMs?: number) {
  const acceptedToSent = sentMs === undefined ? NO_LATENCY : latencyOf(sentMs);
  return { atMs, latency: { ...NO_SAMPLE.latency, acceptedToSent, canary: latencyOf(1) } };
}

test("the headline is the readers', if there are any", () => {
  expect(nextHeadline(undefined, second(1_000, 12))).toEqual({
    of: "readers",
    isToParsed: false,
    latency: latencyOf(12),
    atMs: 1_000,
  });
});

test.each([
  [90, true],
  [89, false],
])(
  "it is up to the parsing if %d of 100 deliveries are known that far: %p",
  (count, isToParsed) => {
    const { atMs, latency } = second(1_000, 12);
    const acceptedToSent = { ...latencyOf(12), count: 100 };
    const acceptedToParsed = { ...latencyOf(15), count };
    const headline = nextHeadline(undefined, {
      atMs,
      latency: { ...latency, acceptedToSent, acceptedToParsed },
    });
    expect(headline.isToParsed).toBe(isToParsed);
    expect(headline.latency).toEqual(isToParsed ? acceptedToParsed : acceptedToSent);
  },
);

test("the headline of an idle hub is its canary's", () => {
  expect(nextHeadline(undefined, second(1_000))).toMatchObject({ of: "canary", atMs: 1_000 });
});

test("the readers' figures stay for seconds without events, and then give way to the canary's", () => {
  const readers = nextHeadline(undefined, second(1_000, 12));
  const later = nextHeadline(readers, second(5_999));
  expect(later).toBe(readers);
  expect(nextHeadline(later, second(6_001)).of).toBe("canary");
  expect(nextHeadline(later, second(5_000, 3)).latency).toEqual(latencyOf(3));
});

test("a hub whose clock is behind starts with figures of its own", () => {
  const readers = nextHeadline(undefined, second(10_000, 12));
  expect(nextHeadline(readers, second(1_000)).of).toBe("canary");
});
