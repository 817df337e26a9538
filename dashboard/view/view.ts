/**
 * What the window shows. People set the controls; only the redraw sets `frame`, at most once per animation frame, and
 * panels read all data from it.
 */

import { type Signal, signal } from "@preact/signals";
import type { StatsSnapshot } from "#protocol";
import type { Annotation } from "./annotations.ts";
import type { ClockEstimate } from "../feed/clock.ts";
import type { LatencySource } from "../past/columns.ts";
import type { Headline } from "../past/headline.ts";
import type { Layout } from "./layout.ts";
import { DEFAULT_SPAN_MIN, type SpanMin } from "./spans.ts";
import type { TimeRange } from "../past/store.ts";
import type { StreamState } from "../feed/stream.ts";
import type { Theme } from "./theme.ts";

/** In the order of the navigation and of their keys. */
export const PANELS = [
  { name: "live", label: "Live", hasCharts: true },
  { name: "topics", label: "Topics", hasCharts: false },
  { name: "streams", label: "Streams", hasCharts: false },
  { name: "trace", label: "Trace", hasCharts: false },
  { name: "sandbox", label: "Sandbox", hasCharts: false },
  { name: "bench", label: "Bench", hasCharts: true },
  { name: "hub", label: "Hub", hasCharts: true },
  { name: "alarms", label: "Alarms", hasCharts: false },
] as const;
export type PanelName = (typeof PANELS)[number]["name"];

/** One drawn moment; while paused, only the stream's state keeps changing. */
export interface Frame {
  readonly streamState: StreamState;
  /** When the hub was last heard from, in ms since 1970; `undefined` unless it is away. */
  readonly offlineSinceMs: number | undefined;
  /** Whether this tab holds the stream that all tabs share. */
  readonly isStreamHeldHere: boolean;
  /** How often the stream was reopened since this page was opened. */
  readonly reconnects: number;
  /** Whether a response has been due for some seconds. */
  readonly isWaiting: boolean;
  readonly snapshot: StatsSnapshot | undefined;
  readonly headline: Headline | undefined;
  /** Of each thread that serves clients, as a share of one core; `undefined` if unknown. */
  readonly cpuShares: readonly (number | undefined)[];
  readonly clock: ClockEstimate | undefined;
  /** The time that the charts show: the zoom, or the whole span. */
  readonly range: TimeRange;
  readonly whole: TimeRange;
  /** What happened in that time. */
  readonly annotations: readonly Annotation[];
  readonly source: LatencySource;
  /** The time under the shared crosshair. */
  readonly cursorMs: number | undefined;
  /** Names the colours in force, for canvases. */
  readonly colours: string;
  /** Whether the charts show a time that is over, of a kept run. */
  readonly isRecorded: boolean;
  /** The store's revision, which counts changes of the rows. */
  readonly revision: number;
}

export interface View {
  readonly panel: Signal<PanelName>;
  readonly isPaused: Signal<boolean>;
  readonly isHelpOpen: Signal<boolean>;
  readonly isPaletteOpen: Signal<boolean>;
  readonly isNavigationHidden: Signal<boolean>;
  readonly layout: Signal<Layout>;
  /** What the Trace panel follows, or is asked to, as its field has it. */
  readonly tracedTopics: Signal<string>;
  /** The kept run of the bench that is replayed, by its name. */
  readonly replayedRun: Signal<string | undefined>;
  /** Two kept runs that are compared: their names with a comma between them, the one that is judged last. */
  readonly comparedRuns: Signal<string | undefined>;
  /** The chart that has its panel to itself, by its id. */
  readonly enlarged: Signal<string | undefined>;
  readonly theme: Signal<Theme>;
  readonly spanMin: Signal<SpanMin>;
  /** The part of the past that is shown instead of the whole span. */
  readonly zoom: Signal<TimeRange | undefined>;
  /** `undefined`: the readers', if any are in the time shown, or else the canary's. */
  readonly source: Signal<LatencySource | undefined>;
  /** The latency is drawn as a heat map instead of lines. */
  readonly isHeatMap: Signal<boolean>;
  /** Connections are drawn by thread instead of by transport, if there are several threads. */
  readonly isByThread: Signal<boolean>;
  readonly cursorMs: Signal<number | undefined>;
  /** What the Sandbox is to read next; each list is opened once. */
  readonly topicsToOpen: Signal<readonly string[] | undefined>;
  readonly frame: Signal<Frame>;
}

/** What the window begins with. */
export interface FirstView {
  readonly theme: Theme;
  readonly layout: Layout;
}

export function createView({ theme, layout }: FirstView): View {
  return {
    panel: signal<PanelName>("live"),
    isPaused: signal(false),
    isHelpOpen: signal(false),
    isPaletteOpen: signal(false),
    isNavigationHidden: signal(false),
    layout: signal(layout),
    tracedTopics: signal(""),
    replayedRun: signal<string | undefined>(undefined),
    comparedRuns: signal<string | undefined>(undefined),
    enlarged: signal<string | undefined>(undefined),
    theme: signal(theme),
    spanMin: signal<SpanMin>(DEFAULT_SPAN_MIN),
    zoom: signal<TimeRange | undefined>(undefined),
    source: signal<LatencySource | undefined>(undefined),
    isHeatMap: signal(false),
    isByThread: signal(false),
    cursorMs: signal<number | undefined>(undefined),
    topicsToOpen: signal<readonly string[] | undefined>(undefined),
    frame: signal<Frame>({
      streamState: "connecting",
      offlineSinceMs: undefined,
      isStreamHeldHere: false,
      reconnects: 0,
      isWaiting: false,
      snapshot: undefined,
      headline: undefined,
      cpuShares: [],
      clock: undefined,
      range: { fromMs: 0, toMs: 1 },
      whole: { fromMs: 0, toMs: 1 },
      annotations: [],
      source: "canary",
      cursorMs: undefined,
      colours: "",
      isRecorded: false,
      revision: 0,
    }),
  };
}
