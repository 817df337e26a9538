import { expect, test } from "bun:test";
import { NO_STRAIN } from "./process-watch.ts";
import { lower } from "../result/result.ts";
import { checkMachine, checkSamples, checkStrain } from "./validity.ts";

const verdictsOf = (findings: ReturnType<typeof checkStrain>) =>
  findings.map(({ isInvalid }) => (isInvalid ? "invalid" : "warning"));

test.each([
  ["a lag that nobody would see", { lagMs: 15, longestLagMs: 18 }, 5, 20, []],
  ["a lag beside a short p99", { lagMs: 30, longestLagMs: 40 }, 7, 20, ["invalid"]],
  ["the same lag as a small part of a long p99", { lagMs: 30, longestLagMs: 40 }, 200, 400, []],
  ["a lag of more than a quarter", { lagMs: 60, longestLagMs: 60 }, 200, 400, ["invalid"]],
  ["one stall that only the maximum shows", { lagMs: 2, longestLagMs: 90 }, 7, 95, ["warning"]],
  ["one long stall", { lagMs: 2, longestLagMs: 900 }, 7, 905, ["invalid"]],
  ["a busy second", { cpuShare: 0.95 }, 7, 20, ["invalid"]],
  ["a second of waiting", { waitedShare: 0.6 }, 7, 20, ["invalid"]],
  ["clients that time nothing", { lagMs: 300, longestLagMs: 400 }, null, null, []],
] as const)("checkStrain() of %s", (_, strain, p99Ms, maxMs, expected) => {
  expect(verdictsOf(checkStrain({ ...NO_STRAIN, ...strain }, p99Ms, maxMs))).toEqual([...expected]);
});

test.each([
  ["little", { share: 0.03, worstSecond: 0.12 }, []],
  ["much all the time", { share: 0.5, worstSecond: 0.5 }, ["invalid"]],
  ["much for a second", { share: 0.04, worstSecond: 0.4 }, ["invalid"]],
  ["an unknown amount", undefined, []],
] as const)("checkMachine() when other programs use %s", (_, others, expected) => {
  const findings = checkMachine({ stolenShare: 0, busyBefore: 0, others });
  expect(verdictsOf(findings)).toEqual([...expected]);
});

test.each([
  ["60,000 deliveries of 60 events", 60_000, 60, []],
  ["9,000 deliveries of 9 events", 9_000, 9, ["latency.p99_ms has 9 events"]],
  ["60 deliveries of 60 events", 60, 60, ["latency.p99_ms has 60"]],
  ["an unknown number of events", 60_000, undefined, []],
] as const)("checkSamples() of %s", (_, samples, events, expected) => {
  const metrics = { "latency.p99_ms": lower(5, "ms", samples) };
  const findings = checkSamples(metrics, events === undefined ? {} : { latency: events });
  expect(verdictsOf(findings)).toEqual(expected.map(() => "warning"));
  for (const text of expected) expect(findings[0]?.warning).toContain(`(${text})`);
});
