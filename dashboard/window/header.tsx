/** The top of the window: the stream's state, the headline figures, and the controls. */

import { type Percentile, percentileOf } from "../past/columns.ts";
import { formatMoment, formatMs, formatRate, formatShortCount, NOTHING } from "../common/format.ts";
import type { Headline } from "../past/headline.ts";
import type { StreamState } from "../feed/stream.ts";
import { nextTheme } from "../view/theme.ts";
import type { Frame, View } from "../view/view.ts";

type Figures = Pick<Frame, "snapshot" | "headline">;

interface Metric {
  readonly name: string;
  readonly label: (figures: Figures) => string;
  readonly unit?: string;
  readonly figure: (figures: Figures) => string;
}

const METRICS: readonly Metric[] = [
  {
    name: "connections",
    label: () => "connections",
    figure: ({ snapshot }) => formatShortCount(snapshot?.connections),
  },
  latencyMetric("p50", "p50Ms"),
  latencyMetric("p99", "p99Ms"),
  latencyMetric("max", "maxMs"),
  {
    name: "latency-samples",
    label: ({ headline }) => SAMPLES[headline?.of ?? "canary"],
    figure: ({ headline }) => formatShortCount(headline?.latency.count),
  },
  {
    name: "events-per-second",
    label: () => "events/s",
    figure: ({ snapshot }) => formatRate(snapshot?.eventsPerSecond),
  },
  {
    name: "deliveries-per-second",
    label: () => "deliveries/s",
    figure: ({ snapshot }) => formatRate(snapshot?.deliveriesPerSecond),
  },
  {
    name: "reconnects",
    label: () => "reconnects",
    figure: ({ snapshot }) => formatShortCount(snapshot?.totals.resumed),
  },
];

/** What the latencies were measured on. */
const SAMPLES: Readonly<Record<Headline["of"], string>> = {
  readers: "deliveries timed",
  canary: "probes timed, no readers",
};
function latencyTitle({ of, isToParsed }: Pick<Headline, "of" | "isToParsed">): string {
  if (of === "canary") {
    return "No event was delivered in the last seconds: latency of the hub’s own probe, from its creation to its parsing by a client over loopback";
  }
  return isToParsed
    ? "Latency of what readers get: from accepting a publish until a reader has parsed it, over all deliveries of a second"
    : "Latency of what readers get: from accepting a publish until it is written to a subscriber’s socket, over all deliveries of a second";
}

/** Before there is one. */
const NO_HEADLINE = { of: "canary", isToParsed: true } as const;

function latencyMetric(percentile: string, key: Percentile): Metric {
  return {
    name: `latency-${percentile}`,
    label: () => `latency ${percentile}`,
    unit: "ms",
    figure: ({ headline }) => formatMs(headline && percentileOf(headline.latency, key)),
  };
}

const STATE_WORDS: Readonly<Record<StreamState, string>> = {
  connecting: "The dashboard’s stream is being opened",
  open: "The dashboard’s stream is open and delivers statistics every second",
  stalled: "The dashboard’s stream is open, but has delivered nothing for 2 seconds",
  closed: "The dashboard’s stream was refused; it will be opened again shortly",
};
const OFFLINE =
  "The hub does not answer: this is when it was last heard from. The dashboard continues by itself once it is back.";
const HERE = "This tab holds it.";
const ELSEWHERE = "Another tab of this browser holds it and passes the events on.";

export function Header({ view }: { readonly view: View }) {
  const { streamState, ...figures } = view.frame.value;
  const headline = figures.headline ?? NO_HEADLINE;
  return (
    <header class="header">
      <h1>
        <Mark />
        Streamgauge
      </h1>
      <State frame={view.frame.value} />
      <dl
        class={streamState === "open" ? "metrics" : "metrics stale"}
        data-latency-of={headline.of}
        data-latency-to={headline.isToParsed ? "parsed" : "sent"}
      >
        {METRICS.map(({ name, label, unit, figure }) => (
          <div
            key={name}
            class="metric"
            title={name.startsWith("latency") ? latencyTitle(headline) : undefined}
          >
            <dt>{label(figures)}</dt>
            <dd>
              <span data-metric={name}>{figure(figures)}</span>
              {unit === undefined || figure(figures) === NOTHING ? null : (
                <span class="unit">{unit}</span>
              )}
            </dd>
          </div>
        ))}
      </dl>
      <Switches view={view} />
    </header>
  );
}

function State({ frame }: { readonly frame: Frame }) {
  const { streamState, isStreamHeldHere, offlineSinceMs: sinceMs } = frame;
  const isOffline = sinceMs !== undefined;
  return (
    <p
      class="state"
      role="status"
      data-stream-state={streamState}
      data-stream-holder={isStreamHeldHere ? "this-tab" : "another-tab"}
      data-offline-since={isOffline ? new Date(sinceMs).toISOString() : undefined}
      title={
        isOffline ? OFFLINE : `${STATE_WORDS[streamState]}. ${isStreamHeldHere ? HERE : ELSEWHERE}`
      }
    >
      {isOffline ? `offline since ${formatMoment(sinceMs, Date.now())}` : streamState}
    </p>
  );
}

function Switches({ view }: { readonly view: View }) {
  const { isPaused, theme, isHelpOpen } = view;
  return (
    <div class="switches">
      <button
        type="button"
        aria-pressed={isPaused.value}
        title="Freeze the charts and figures; data is still collected (p)"
        onClick={() => (isPaused.value = !isPaused.value)}
      >
        {isPaused.value ? "Resume" : "Pause"}
      </button>
      <button
        type="button"
        title="Colour scheme: the system’s, light or dark (t)"
        onClick={() => (theme.value = nextTheme(theme.value))}
      >
        <span class="wide">Theme: </span>
        {theme.value}
      </button>
      <button
        type="button"
        class="square"
        aria-label="Help"
        title="Keys and meanings (?)"
        onClick={() => (isHelpOpen.value = true)}
      >
        ?
      </button>
    </div>
  );
}

/** The icon: a staff gauge, as found in rivers. */
function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" width="20" height="20" aria-hidden="true">
      <path
        d="M4 22q4-5 8 0t8 0 8 0M4 28q4-5 8 0t8 0 8 0"
        fill="none"
        stroke="currentColor"
        stroke-width="2.5"
        stroke-linecap="round"
      />
      <path
        d="M12 3v13M12 4h9M12 8h5M12 12h9M12 16h5"
        fill="none"
        stroke="currentColor"
        stroke-width="2.5"
        stroke-linecap="round"
      />
    </svg>
  );
}
