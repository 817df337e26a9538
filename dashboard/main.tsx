/** Composition root of the page: store, feed, sandbox, view, and the redraw that connects them. */

import { batch, computed, effect, signal } from "@preact/signals";
import { render } from "preact";
import { annotationsIn, unlessSame } from "./view/annotations.ts";
import type { AlarmFigure } from "./past/alarm-figures.ts";
import { type Alarm, Alarms } from "./past/alarms.ts";
import { announce } from "./components/announcer.ts";
import { App } from "./app.tsx";
import { BenchRun } from "./past/bench-run.ts";
import { Feed } from "./feed/feed.ts";
import { endStream, fetchStream, fetchStreams } from "./feed/hub-api.ts";
import { keepFocus } from "./components/keep-focus.ts";
import { atMostEvery, startFrames } from "./common/frames.ts";
import { rememberedLayout, rememberLayout } from "./view/layout.ts";
import { notify } from "./common/notifications.ts";
import { HubPast } from "./past/past.ts";
import { latencyToShow } from "./past/shown-latency.ts";
import { BROWSER_MEMORY, TAB_MEMORY } from "./common/remembered.ts";
import { keepForOffline } from "./offline/register.ts";
import { SandboxSession } from "./panels/sandbox/sandbox-session.ts";
import { startShortcuts } from "./window/shortcuts.ts";
import { StreamsSession } from "./panels/streams/streams-session.ts";
import { startStepping } from "./charts/stepping.ts";
import { rangeTo } from "./past/store.ts";
import { TraceSession } from "./panels/trace/trace-session.ts";
import { coloursIn, watchColours } from "./view/colours.ts";
import { applyTheme, rememberedTheme } from "./view/theme.ts";
import { TopicsWatch } from "./panels/topics/topics-watch.ts";
import { createView, type Frame } from "./view/view.ts";
import { addressOf, followAddress } from "./window/view-address.ts";

const MINUTE_MS = 60_000;
/** Events that arrive are drawn so often: nobody reads faster. */
const ARRIVALS_MS = 200;
/** So long the hub, which sorts all streams for each part of their list, rests while somebody scrolls. */
const SCROLL_REST_MS = 50;

const wallMs = () => performance.timeOrigin + performance.now();

const past = new HubPast();
const view = createView({ theme: rememberedTheme(), layout: rememberedLayout() });
const askForFrame = startFrames(draw);
/** What arrives many times a second is drawn alone. */
const askForTrace = startFrames(drawTrace);
const askForSandbox = startFrames(drawSandbox);
const benchRun = new BenchRun();
const alarms = new Alarms({ ...BROWSER_MEMORY, onBegin: tellAlarm, onChange: () => askForFrame() });
const feed = new Feed({ past, benchRun, alarms, wallMs, onChange: askForFrame });
const session = new SandboxSession({
  wallMs,
  memory: TAB_MEMORY,
  onChange: askForFrame,
  onArrival: atMostEvery(ARRIVALS_MS, askForSandbox),
});
const traceSession = new TraceSession({
  wallMs,
  hubOffsetMs: () => feed.clock?.offsetMs,
  onChange: atMostEvery(ARRIVALS_MS, askForTrace),
});
const streams = new StreamsSession({
  endStream,
  fetchStream,
  fetchStreams,
  rest: () => new Promise((resolve) => setTimeout(resolve, SCROLL_REST_MS)),
});
const trace = signal(traceSession.snapshot());
const topics = new TopicsWatch({ onChange: askForFrame });
const isVisible = signal(!document.hidden);
const sandbox = signal(session.snapshot());
const bench = signal(benchRun.snapshot);
const shownAlarms = signal(alarms.snapshot);

followAddress({ view, topics, streams }, location.hash);
effect(() => applyTheme(view.theme.value));
effect(() => rememberLayout(view.layout.value));
const address = computed(() => addressOf({ view, topics, streams }));
// Only when it changes: a link that was followed a moment ago must not be overwritten as the hub's answers come in.
effect(() => history.replaceState(null, "", address.value));
effect(() => {
  const { theme, panel, isPaused, spanMin, zoom, source, cursorMs } = view;
  void [theme.value, panel.value, isPaused.value, source.value, cursorMs.value];
  void [spanMin.value, zoom.value];
  askForFrame();
});
effect(() => {
  void topics.question.value;
  const isHeld = view.isPaused.value && topics.hasAnswer.value;
  if (view.panel.value === "topics" && isVisible.value && !isHeld) topics.look();
  else topics.lookAway();
});
document.addEventListener("visibilitychange", () => (isVisible.value = !document.hidden));
watchColours(askForFrame);
document.addEventListener("freeze", () => feed.leave());
document.addEventListener("resume", () => feed.join());
addEventListener("pagehide", () => {
  session.remember();
  feed.leave();
});
addEventListener("pageshow", () => feed.join());
addEventListener("hashchange", () => followAddress({ view, topics, streams }, location.hash));
startShortcuts({ view, session, traceSession, streams });
startStepping(view, past);
// In development a page must never come from a cache.
if (process.env.NODE_ENV === "production") keepForOffline();

const root = document.getElementById("app");
const parts = {
  view,
  past,
  topics,
  session,
  sandbox,
  benchRun,
  bench,
  alarms,
  shownAlarms,
  streams,
  traceSession,
  trace,
};
if (root !== null) {
  render(<App {...parts} />, root);
  keepFocus(root);
}

function draw(): void {
  batch(() => {
    view.frame.value = nextFrame(view.frame.peek());
    if (!view.isPaused.peek()) bench.value = benchRun.snapshot;
    shownAlarms.value = alarms.snapshot;
    drawTrace();
    drawSandbox();
  });
}

function drawTrace(): void {
  if (view.panel.peek() === "trace") trace.value = traceSession.snapshot();
}

function drawSandbox(): void {
  if (view.panel.peek() === "sandbox") sandbox.value = session.snapshot();
}

function tellAlarm(figure: AlarmFigure, alarm: Alarm): void {
  const text = `Alarm: ${figure.label}, ${figure.format(alarm.worst)} ${figure.unit}`.trim();
  announce(text);
  notify(text, figure.name);
}

/** Controls work while paused: only the hub's data stands still. */
function nextFrame(before: Frame): Frame {
  const isPaused = view.isPaused.peek() && before.snapshot !== undefined;
  const toMs = isPaused ? before.whole.toMs : feed.newestMs;
  const whole = rangeTo(toMs, view.spanMin.peek() * MINUTE_MS, feed.sinceMs);
  const range = view.zoom.peek() ?? whole;
  const snapshot = isPaused ? before.snapshot : feed.snapshot;
  const annotations = annotationsIn(range, {
    startMs: snapshot && snapshot.atMs - snapshot.hub.uptimeMs,
    drainsMs: past.drainsMs,
    store: past.storeFor(range),
    alarms: alarms.snapshot.alarms,
    runs: benchRun.spans,
  });
  return {
    streamState: feed.streamState,
    offlineSinceMs: feed.offlineSinceMs,
    isStreamHeldHere: feed.isStreamHeldHere,
    reconnects: feed.reconnects,
    isWaiting: feed.isWaiting || session.isWaiting || topics.isWaiting,
    snapshot,
    headline: isPaused ? before.headline : feed.headline,
    cpuShares: isPaused ? before.cpuShares : feed.cpuShares,
    clock: isPaused ? before.clock : feed.clock,
    range,
    whole,
    annotations: unlessSame(before.annotations, annotations),
    source: view.source.peek() ?? latencyToShow(past.storeFor(range), range),
    cursorMs: view.cursorMs.peek(),
    colours: coloursIn(view.theme.peek()),
    isRecorded: false,
    revision: isPaused ? before.revision : past.revision,
  };
}
