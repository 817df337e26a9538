/** The doctor against real servers, each with exactly one fault, on a shared virtual clock. */

import { describe, expect, test } from "bun:test";
import { readTemplate } from "../endpoint/publish-template.ts";
import { type Diagnosis, diagnose } from "./diagnose.ts";
import { type FaultyServer, serveFaulty } from "./faulty-server.ts";
import type { Fault } from "./faulty-stream.ts";
import type { Severity } from "./check-result.ts";
import { exitCodeOf } from "./text.ts";
import { VirtualClock } from "./virtual-clock.ts";

/** What even a healthy server on plain http gets. */
const ALWAYS = ["advice http-version"];

function marksOf({ findings }: Diagnosis, ...severities: Severity[]): string[] {
  return findings
    .filter(({ severity }) => severities.includes(severity))
    .map(({ severity, check }) => `${severity} ${check}`);
}

function publishing({ publishUrl }: FaultyServer) {
  const template = readTemplate("{data}");
  return { url: publishUrl, template, headers: {}, isInsecure: false };
}

async function diagnosePublishing(fault?: Fault): Promise<Diagnosis> {
  const clock = new VirtualClock();
  using server = serveFaulty({ fault, clock });
  return await diagnose({ url: server.url, publish: publishing(server), clock });
}

async function diagnoseWatching(fault?: Fault, emitsEveryMs?: number): Promise<Diagnosis> {
  const clock = new VirtualClock();
  using server = serveFaulty({ fault, clock, emitsEveryMs });
  return await diagnose({ url: server.url, clock });
}

describe("diagnose() publishing events", () => {
  test("finds no fault in a healthy server, and leaves nothing open", async () => {
    const diagnosis = await diagnosePublishing();
    expect(marksOf(diagnosis, "fault", "advice", "unknown")).toEqual(ALWAYS);
    expect(exitCodeOf(diagnosis)).toBe(0);
  });

  test.each<[Fault, string, RegExp]>([
    ["status", "fault status", /status is 503/],
    ["content-type", "fault content-type", /is text\/plain/],
    ["charset", "fault content-type", /iso-8859-1/],
    ["late-headers", "fault late-headers", /only with the first event/],
    ["block-buffer", "fault buffering", /held back until about 4 kB/],
    ["timed-buffer", "fault buffering", /within 900 ms of being accepted/],
    ["unflushed-compression", "fault compression", /gzip\) holds events back/],
    ["late-flush", "fault compression", /gzip\) holds events back.* arrived 900 ms later/],
    ["false-gzip", "fault compression", /gzip, but its bytes are not gzip/],
    ["browser-buffer", "fault compression", /held back from browsers/],
    ["browser-silence", "fault compression", /Browsers get no response headers/],
    ["flushed-compression", "advice compression", /flushed after every event/],
    ["unasked-compression", "fault compression", /did not accept it/],
    ["no-heartbeat", "fault heartbeat", /longest silence was 20 s/],
    ["greeting-comment", "fault heartbeat", /longest silence was 20 s/],
    ["idle-cut", "fault idle-cut", /cut after an idle time of 8 s/],
    ["short-life", "fault idle-cut", /ends after 12 s/],
    ["no-ids", "fault ids", /have no ids/],
    ["long-ids", "advice cross-origin", /more than 128 bytes/],
    ["ignores-resume", "fault resume", /Last-Event-ID is ignored/],
    ["repeats-last", "fault resume", /1 event that the reader already had/],
    ["repeats-all", "fault resume", /3 events that the reader already had/],
    ["broken-lines", "fault multi-line", /line ends is broken/],
    ["no-origins", "advice cross-origin", /Pages of an unknown origin/],
    ["no-preflight", "advice cross-origin", /preflight for Last-Event-ID is refused/],
    ["cacheable", "fault caching", /may be cached/],
    ["no-cache-control", "advice caching", /does not forbid/],
    ["private-cache", "advice caching", /does not forbid/],
    ["no-retry", "advice retry", /does not set/],
    ["same-retry", "advice retry", /same reconnection time/],
  ])("finds exactly the fault of a server with %s", async (fault, mark, words) => {
    const diagnosis = await diagnosePublishing(fault);
    const others = marksOf(diagnosis, "fault", "advice").filter((found) => !ALWAYS.includes(found));
    expect(others).toEqual([mark]);
    const found = diagnosis.findings.find(({ severity, check }) => `${severity} ${check}` === mark);
    expect(`${found?.title}. ${found?.detail}`).toMatch(words);
    expect(found?.cure).not.toBe("");
    expect(exitCodeOf(diagnosis)).toBe(mark.startsWith("fault") ? 99 : 0);
  });
});

describe("diagnose() with only the stream's own events", () => {
  test("says what it cannot know about a silent stream, and how to find out", async () => {
    const diagnosis = await diagnoseWatching();
    expect(marksOf(diagnosis, "fault", "advice", "unknown")).toEqual([
      "unknown buffering",
      "unknown ids",
      "unknown resume",
      "unknown multi-line",
      ...ALWAYS,
    ]);
  });

  test("finds no fault in a healthy stream, and knows that it resumes", async () => {
    const diagnosis = await diagnoseWatching(undefined, 3_000);
    expect(marksOf(diagnosis, "fault", "advice")).toEqual(ALWAYS);
    expect(marksOf(diagnosis, "ok")).toContain("ok resume");
    expect(marksOf(diagnosis, "ok")).toContain("ok ids");
  });

  test.each<[Fault, string]>([
    ["proxy-without-hint", "advice proxy-hint"],
    ["late-headers", "fault late-headers"],
    ["unasked-compression", "fault compression"],
    ["late-flush", "fault compression"],
    ["browser-buffer", "fault compression"],
    ["browser-silence", "fault compression"],
    ["block-buffer", "fault buffering"],
    ["unflushed-compression", "fault compression"],
    ["no-ids", "fault ids"],
    ["ignores-resume", "fault resume"],
    ["repeats-last", "fault resume"],
    ["repeats-all", "fault resume"],
  ])("finds exactly the fault of a server with %s", async (fault, mark) => {
    const diagnosis = await diagnoseWatching(fault, fault === "block-buffer" ? 100 : 4_000);
    const others = marksOf(diagnosis, "fault", "advice").filter((found) => !ALWAYS.includes(found));
    expect(others).toEqual([mark]);
  });
});

/** Everything but what even a healthy server gets. */
function complaintsOf(diagnosis: Diagnosis): string[] {
  return marksOf(diagnosis, "fault", "advice", "unknown").filter((mark) => !ALWAYS.includes(mark));
}

describe("diagnose() does not accuse", () => {
  test.each<[Fault, string[]]>([
    ["large-gzip", ["advice compression"]],
    ["long-lines", []],
    ["large-headers", []],
    ["connection-ids", ["unknown resume"]],
    ["greets", ["advice ids"]],
    ["slow-to-open", ["advice late-headers"]],
    ["slow-publish", []],
    ["refuses-line-ends", ["unknown multi-line"]],
    ["proxy-without-hint", []],
  ])("a server with %s, to which it publishes", async (fault, complaints) => {
    expect(complaintsOf(await diagnosePublishing(fault))).toEqual(complaints);
  });

  test.each<[Fault, string[]]>([
    ["large-gzip", ["advice compression"]],
    ["long-lines", []],
    ["greets", ["advice ids"]],
    ["slow-to-open", ["advice late-headers"]],
    ["writes-parts", []],
  ])("a server with %s, which it watches", async (fault, complaints) => {
    const found = complaintsOf(await diagnoseWatching(fault, 1_300));
    expect(found.filter((mark) => !/ (heartbeat|multi-line)$/.test(mark))).toEqual(complaints);
  });

  test("a stream of having ended when it has only stopped reading", async () => {
    const diagnosis = await diagnoseWatching("endless-lines", 1_000);
    expect(marksOf(diagnosis, "fault")).toEqual([]);
    expect(marksOf(diagnosis, "unknown")).toContain("unknown idle-cut");
  });
});

test("diagnose() calls one comment at the start no heartbeat, and one a minute rare", async () => {
  expect(complaintsOf(await diagnoseWatching("greeting-comment"))).toContain("fault heartbeat");
  const clock = new VirtualClock();
  using server = serveFaulty({ fault: "rare-heartbeat", clock });
  const diagnosis = await diagnose({ url: server.url, watchS: 200, clock });
  expect(complaintsOf(diagnosis)).toContain("advice heartbeat");
});
