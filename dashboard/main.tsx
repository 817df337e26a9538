/** Composition root of the page: store, feed, sandbox, view, and the redraw that connects them. */

import { batch, effect, signal } from "@preact/signals";
import { render } from "preact";
import { readAddress, writeAddress } from "./address.ts";
import { App } from "./app.tsx";
import { BenchRun } from "./bench-run.ts";
import type { LatencySource } from "./columns.ts";
import { Feed } from "./feed.ts";
import { startFrames } from "./frames.ts";
import { HubPast } from "./past.ts";
import { SandboxSession } from "./sandbox-session.ts";
import { startShortcuts } from "./shortcuts.ts";
import { DEFAULT_SPAN_MIN, spanIn } from "./spans.ts";
import { startStepping } from "./stepping.ts";
import { rangeTo, type TimeRange } from "./store.ts";
import { applyTheme, rememberedTheme } from "./theme.ts";
import { createView, type Frame, PANELS } from "./view.ts";
import { rangeIn } from "./zoom.ts";

const MINUTE_MS = 60_000;

const wallMs = () => performance.timeOrigin + performance.now();
const prefersDark = matchMedia("(prefers-color-scheme: dark)");

const past = new HubPast();
const view = createView("live", rememberedTheme());
followAddress();
const askForFrame = startFrames(draw);
const benchRun = new BenchRun();
const feed = new Feed({ past, benchRun, wallMs, onChange: askForFrame });
const session = new SandboxSession({ wallMs, onChange: askForFrame });
const sandbox = signal(session.snapshot());
const bench = signal(benchRun.snapshot);

effect(() => applyTheme(view.theme.value));
effect(() => history.replaceState(null, "", addressOfView()));
effect(() => {
  const { theme, panel, isPaused, spanMin, zoom, source, cursorMs } = view;
  void [theme.value, panel.value, isPaused.value, source.value, cursorMs.value];
  void [spanMin.value, zoom.value];
  askForFrame();
});
prefersDark.addEventListener("change", askForFrame);
document.addEventListener("freeze", () => feed.leave());
document.addEventListener("resume", () => feed.join());
addEventListener("pagehide", () => feed.leave());
addEventListener("pageshow", () => feed.join());
addEventListener("hashchange", followAddress);
startShortcuts(view);
startStepping(view, past);

const root = document.getElementById("app");
if (root !== null) render(<App {...{ view, past, session, sandbox, benchRun, bench }} />, root);

function draw(): void {
  batch(() => {
    view.frame.value = nextFrame(view.frame.peek());
    if (!view.isPaused.peek()) bench.value = benchRun.snapshot;
    if (view.panel.peek() === "sandbox") sandbox.value = session.snapshot();
  });
}

/** Controls work while paused: only the hub's data stands still. */
function nextFrame(before: Frame): Frame {
  const isPaused = view.isPaused.peek() && before.snapshot !== undefined;
  const toMs = isPaused ? before.whole.toMs : feed.newestMs;
  const whole = rangeTo(toMs, view.spanMin.peek() * MINUTE_MS, feed.sinceMs);
  const range = view.zoom.peek() ?? whole;
  return {
    streamState: feed.streamState,
    isStreamHeldHere: feed.isStreamHeldHere,
    reconnects: feed.reconnects,
    isWaiting: feed.isWaiting || session.isWaiting,
    snapshot: isPaused ? before.snapshot : feed.snapshot,
    headline: isPaused ? before.headline : feed.headline,
    cpuShares: isPaused ? before.cpuShares : feed.cpuShares,
    clock: isPaused ? before.clock : feed.clock,
    range,
    whole,
    source: view.source.peek() ?? sourceIn(range),
    cursorMs: view.cursorMs.peek(),
    isDark: isDark(),
    revision: isPaused ? before.revision : past.revision,
  };
}

function sourceIn(range: TimeRange): LatencySource {
  const { max } = past.storeFor(range).summary("acceptedToSent.maxMs", range);
  return max === undefined ? "canary" : "acceptedToSent";
}

function isDark(): boolean {
  const theme = view.theme.peek();
  return theme === "dark" || (theme === "auto" && prefersDark.matches);
}

function followAddress(): void {
  const { panel, parameters } = readAddress(location.hash);
  batch(() => {
    view.panel.value = PANELS.find((name) => name === panel) ?? "live";
    view.spanMin.value = spanIn(parameters.get("span")) ?? view.spanMin.peek();
    view.zoom.value = rangeIn(parameters.get("from"), parameters.get("to"));
  });
}

function addressOfView(): string {
  const { panel, spanMin, zoom } = view;
  return writeAddress(panel.value, {
    span: spanMin.value === DEFAULT_SPAN_MIN ? undefined : spanMin.value,
    from: zoom.value && Math.round(zoom.value.fromMs),
    to: zoom.value && Math.round(zoom.value.toMs),
  });
}
