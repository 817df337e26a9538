import { expect, test } from "bun:test";
import { SharedSource } from "./shared-source.ts";
import { fakeSources } from "./source.fixture.ts";
import { FakeBrowser } from "./tabs.fixture.ts";
import { openAlone, readWord } from "./tabs.ts";

/** Three tabs on one open stream, held by the first. */
function setUp() {
  const browser = new FakeBrowser();
  const first = browser.openTab();
  const [second, third] = [browser.openTab(), browser.openTab()];
  const stream = browser.sources.newest;
  stream.opens();
  return { browser, stream, first, second, third };
}

test("all tabs see the phase and the events of one stream", () => {
  const { browser, stream, first, second, third } = setUp();
  stream.brings("bench", "a", "e-1");
  stream.isLost();
  stream.opens();
  stream.brings("stats", "b");
  for (const { phases, seen } of [first, second, third]) {
    expect(phases).toEqual(["open", "lost", "open"]);
    expect(seen).toEqual(["a", "b"]);
  }
  stream.isRefused();
  expect([first.phase, second.phase, third.phase]).toEqual(["closed", "closed", "closed"]);
  expect(browser.sources.opened).toHaveLength(1);
});

test("join() gives a tab that opens later the stream's state at once", () => {
  const { browser, second } = setUp();
  const late = browser.openTab();
  expect(late.phases).toEqual(["open"]);
  expect(late.source.leads).toBe(false);
  // The answer reaches the others too, and changes nothing for them.
  expect(second.phases).toEqual(["open"]);
});

test("leave() of the leader hands the stream to the next tab, which resumes it", () => {
  const { browser, stream, first, second, third } = setUp();
  stream.brings("bench", "a", "e-1");
  stream.brings("stats", "b");
  first.source.leave();
  expect(second.source.leads).toBe(true);
  expect(browser.openStreams.map(({ url }) => url)).toEqual(["/events?after=e-1"]);
  browser.sources.newest.opens();
  browser.sources.newest.brings("bench", "c", "e-2");
  for (const { phases, seen } of [second, third]) {
    expect(phases).toEqual(["open", "connecting", "open"]);
    expect(seen).toEqual(["a", "b", "c"]);
  }
  expect(first.seen).toEqual(["a", "b"]);
});

test("a tab that joined late resumes after the leader's last id", () => {
  const { browser, stream, first, second, third } = setUp();
  stream.brings("bench", "a", "e-1");
  const late = browser.openTab();
  for (const tab of [first, second, third]) tab.source.leave();
  expect(late.source.leads).toBe(true);
  expect(browser.sources.newest.url).toBe("/events?after=e-1");
});

test("join() after leave() follows the current leader", () => {
  const { browser, first } = setUp();
  first.source.leave();
  browser.sources.newest.opens();
  first.source.join();
  expect(first.source.leads).toBe(false);
  expect(first.phases).toEqual(["open", "connecting", "open"]);
  expect(browser.openStreams).toHaveLength(1);
});

test("the next tab takes over at once when the leader crashes", () => {
  const { browser, stream, first, second, third } = setUp();
  first.crashes(stream);
  expect(second.source.leads).toBe(true);
  browser.sources.newest.opens();
  expect(third.phases).toEqual(["open", "connecting", "open"]);
});

test("watch() replaces a leader that hangs, and no tab sees an event twice when it wakes", () => {
  const { browser, stream, first, second, third } = setUp();
  stream.brings("stats", "a");
  first.hangs();
  for (const isReplaced of [false, false, true]) {
    browser.passSecond();
    expect(second.source.leads || third.source.leads).toBe(isReplaced);
  }
  const fresh = browser.sources.newest;
  fresh.opens();
  // The old stream delivers its last event the moment its tab wakes.
  stream.brings("stats", "b");
  fresh.brings("stats", "b");
  first.wakes();
  expect(browser.openStreams).toEqual([fresh]);
  fresh.brings("stats", "c");
  expect([second.seen, third.seen]).toEqual([
    ["a", "b", "c"],
    ["a", "b", "c"],
  ]);
  expect([first, second, third].map(({ phase }) => phase)).toEqual(["open", "open", "open"]);
});

test("watch() keeps a leader that answers, however quiet the hub is", () => {
  const { browser, first } = setUp();
  for (let count = 0; count < 60; count++) browser.passSecond();
  expect(first.source.leads).toBe(true);
});

test("watch() asks first in a tab whose timers ran once a minute", () => {
  const { browser, first, second } = setUp();
  for (let minute = 0; minute < 3; minute++) {
    browser.nowMs += 60_000;
    second.source.watch();
  }
  expect(first.source.leads).toBe(true);
});

test("a deposed leader closes its stream before it knows its successor", () => {
  const { browser, stream, first } = setUp();
  first.listener?.onDeposed();
  expect(browser.openStreams).toEqual([]);
  expect(stream.readyState).toBe(2);
  expect([first.source.leads, first.phase]).toEqual([false, "connecting"]);
});

test("an isolated tab holds a stream of its own", () => {
  const sources = fakeSources();
  const phases: string[] = [];
  const source = new SharedSource({
    url: () => "/events",
    types: [],
    nowMs: () => 0,
    onPhase: (phase) => phases.push(phase),
    onEvent: () => {},
    open: sources.open,
    openTabs: openAlone,
  });
  source.join();
  sources.newest.opens();
  source.watch();
  expect([source.leads, ...phases]).toEqual([true, "open"]);
});

test.each([
  [{ kind: "ask" }, true, "a question"],
  [{ kind: "phase", term: 1, phase: "open", lastEventId: "" }, true, "a phase"],
  [{ kind: "phase", term: 1, phase: "ajar", lastEventId: "" }, false, "an unknown phase"],
  [
    { kind: "phase", term: "1", phase: "open", lastEventId: "" },
    false,
    "a term that is not a number",
  ],
  [{ kind: "event", term: 1, type: "a", data: "b", lastEventId: "" }, true, "an event"],
  [{ kind: "event", term: 1, type: "a", data: 7, lastEventId: "" }, false, "data that is not text"],
  ["ask", false, "another page's message"],
  [null, false, "nothing"],
])("readWord(%p) is a message: %p, as %s", (value, isOurs) => {
  expect(readWord(value) !== undefined).toBe(isOurs);
});
