/** Everything that can be done by name: the palette lists it, and what is frequent has a key. */

import { LATENCY_SOURCES } from "../past/columns.ts";
import { HUB_PLOTS } from "../charts/hub-plots.ts";
import { BENCH_PLOTS } from "../charts/bench-plots.ts";
import { LATENCY_MEANINGS, type Plot, PLOTS } from "../charts/plots.ts";
import type { SandboxSession } from "../panels/sandbox/sandbox-session.ts";
import { loadCommand, publishCommand } from "../common/shell-commands.ts";
import { SPANS_MIN, spanLabel } from "../view/spans.ts";
import { nextTheme, type Theme, THEMES } from "../view/theme.ts";
import type { StreamsSession } from "../panels/streams/streams-session.ts";
import type { TraceSession } from "../panels/trace/trace-session.ts";
import { copyAndTell } from "../components/toasts.ts";
import { PANELS, type PanelName, type View } from "../view/view.ts";
import { zoomIn, zoomOut } from "../view/ways.ts";

/** What commands act on. */
export interface Program {
  readonly view: View;
  readonly session: SandboxSession;
  readonly traceSession: TraceSession;
  readonly streams: StreamsSession;
}

export interface Command {
  readonly id: string;
  /** What it does, in the words of a menu. */
  readonly title: string;
  readonly group:
    "Topics" | "Streams" | "Bench" | "Go to" | "Charts" | "Window" | "Sandbox" | "Copy" | "Open";
  /** As the browser names it. */
  readonly key?: string;
  readonly run: (program: Program) => void;
}

const THEME_NAMES: Readonly<Record<Theme, string>> = {
  auto: "the system’s",
  light: "light",
  dark: "dark",
};

const PANEL_COMMANDS = PANELS.map(({ name, label }, index): Command => ({
  id: `panel-${name}`,
  title: label,
  group: "Go to",
  key: String(index + 1),
  run: ({ view }) => (view.panel.value = name),
}));

const CHART_COMMANDS: readonly Command[] = [
  {
    id: "pause",
    title: "Pause or resume",
    group: "Charts",
    key: "p",
    run: ({ view }) => (view.isPaused.value = !view.isPaused.peek()),
  },
  ...SPANS_MIN.map((spanMin): Command => ({
    id: `span-${spanMin}`,
    title: `Show ${spanLabel(spanMin)}`,
    group: "Charts",
    run: ({ view }) => {
      view.spanMin.value = spanMin;
      view.zoom.value = undefined;
    },
  })),
  {
    id: "zoom-in",
    title: "Zoom in, about the crosshair",
    group: "Charts",
    key: "+",
    run: ({ view }) => zoomIn(view),
  },
  {
    id: "zoom-out",
    title: "Zoom out",
    group: "Charts",
    key: "-",
    run: ({ view }) => zoomOut(view),
  },
  ...LATENCY_SOURCES.map((source): Command => ({
    id: `latency-${source}`,
    title: `Show the latency: ${LATENCY_MEANINGS[source].label}`,
    group: "Charts",
    run: ({ view }) => {
      view.source.value = source;
      view.panel.value = "live";
    },
  })),
  {
    id: "latency-any",
    title: "Show the latency of readers, or the canary’s without any",
    group: "Charts",
    run: ({ view }) => (view.source.value = undefined),
  },
  {
    id: "heat-map",
    title: "Show the latency as a heat map, or as lines",
    group: "Charts",
    run: ({ view }) => {
      view.isHeatMap.value = !view.isHeatMap.peek();
      view.panel.value = "live";
    },
  },
  {
    id: "by-thread",
    title: "Show the connections by thread, or by transport",
    group: "Charts",
    run: ({ view }) => {
      view.isByThread.value = !view.isByThread.peek();
      view.panel.value = "live";
    },
  },
  ...enlarging("live", PLOTS),
  ...enlarging("bench", BENCH_PLOTS),
  ...enlarging("hub", HUB_PLOTS),
];

const WINDOW_COMMANDS: readonly Command[] = [
  {
    id: "palette",
    title: "Find a command",
    group: "Window",
    key: "/",
    run: ({ view }) => (view.isPaletteOpen.value = true),
  },
  {
    id: "navigation",
    title: "Hide or show the navigation",
    group: "Window",
    key: "n",
    run: ({ view }) => (view.isNavigationHidden.value = !view.isNavigationHidden.peek()),
  },
  {
    id: "theme",
    title: "Next colour scheme",
    group: "Window",
    key: "t",
    run: ({ view }) => (view.theme.value = nextTheme(view.theme.peek())),
  },
  ...THEMES.map((theme): Command => ({
    id: `theme-${theme}`,
    title: `Colour scheme: ${THEME_NAMES[theme]}`,
    group: "Window",
    run: ({ view }) => (view.theme.value = theme),
  })),
  {
    id: "layout",
    title: "Put all panes back to their first sizes",
    group: "Window",
    run: ({ view }) => (view.layout.value = {}),
  },
  {
    id: "help",
    title: "Keys and meanings",
    group: "Window",
    key: "?",
    run: ({ view }) => (view.isHelpOpen.value = !view.isHelpOpen.peek()),
  },
];

const SANDBOX_COMMANDS: readonly Command[] = [
  {
    id: "sandbox-drop",
    title: "Drop the connection",
    group: "Sandbox",
    run: ({ view, session }) => {
      view.panel.value = "sandbox";
      if (session.streams > 0) void session.drop();
    },
  },
  {
    id: "sandbox-disconnect",
    title: "Disconnect",
    group: "Sandbox",
    run: ({ view, session }) => {
      view.panel.value = "sandbox";
      session.disconnect();
    },
  },
  {
    id: "sandbox-add",
    title: "Add a connection",
    group: "Sandbox",
    run: ({ view, session }) => {
      view.panel.value = "sandbox";
      session.add();
    },
  },
  {
    id: "sandbox-side-by-side",
    title: "Connections side by side, or one alone",
    group: "Sandbox",
    run: ({ view, session }) => {
      view.panel.value = "sandbox";
      session.showSideBySide(!session.isSideBySide);
    },
  },
];

const OTHER_COMMANDS: readonly Command[] = [
  {
    id: "copy-link",
    title: "Link to what is shown",
    group: "Copy",
    run: () => void copyAndTell(location.href, "the link to this view"),
  },
  {
    id: "copy-bench",
    title: "Command that puts load on this hub",
    group: "Copy",
    run: () => void copyAndTell(loadCommand(location.origin), "the command"),
  },
  {
    id: "copy-curl",
    title: "Command that publishes an event",
    group: "Copy",
    run: () => void copyAndTell(publishCommand(location.origin), "the command"),
  },
  { id: "open-stats", title: "Statistics as JSON", group: "Open", run: () => open("/stats") },
  {
    id: "open-metrics",
    title: "Metrics for Prometheus",
    group: "Open",
    run: () => open("/metrics"),
  },
];

export const COMMANDS: readonly Command[] = [
  ...PANEL_COMMANDS,
  ...CHART_COMMANDS,
  ...WINDOW_COMMANDS,
  ...SANDBOX_COMMANDS,
  ...OTHER_COMMANDS,
];

function enlarging(
  panel: PanelName,
  plots: readonly Pick<Plot, "id" | "title">[],
): readonly Command[] {
  return plots.map(({ id, title }) => ({
    id: `enlarge-${id}`,
    title: `Enlarge the chart: ${title}`,
    group: "Charts",
    run: ({ view }) => {
      view.panel.value = panel;
      view.enlarged.value = id;
    },
  }));
}
