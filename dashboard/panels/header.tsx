/** The top of the window: the stream's state, the headline figures, and the controls. */

import type { StatsSnapshot } from "#protocol";
import { formatCount, formatMs, formatRate } from "../format.ts";
import type { StreamState } from "../stream.ts";
import { nextTheme } from "../theme.ts";
import type { View } from "../view.ts";

interface Metric {
  readonly name: string;
  readonly label: string;
  readonly unit?: string;
  readonly figure: (snapshot: StatsSnapshot | undefined) => string;
}

/** The latencies are the canary's: end to end, and present even if nobody publishes. */
const METRICS: readonly Metric[] = [
  { name: "connections", label: "connections", figure: (s) => formatCount(s?.connections) },
  {
    name: "latency-p50",
    label: "latency p50",
    unit: "ms",
    figure: (s) => formatMs(s?.latency.canary.p50Ms ?? undefined),
  },
  {
    name: "latency-p99",
    label: "latency p99",
    unit: "ms",
    figure: (s) => formatMs(s?.latency.canary.p99Ms ?? undefined),
  },
  { name: "events-per-second", label: "events/s", figure: (s) => formatRate(s?.eventsPerSecond) },
  {
    name: "deliveries-per-second",
    label: "deliveries/s",
    figure: (s) => formatRate(s?.deliveriesPerSecond),
  },
  { name: "reconnects", label: "reconnects", figure: (s) => formatCount(s?.totals.resumed) },
];

const STATE_WORDS: Readonly<Record<StreamState, string>> = {
  connecting: "The dashboard’s stream is being opened",
  open: "The dashboard’s stream is open and delivers statistics every second",
  stalled: "The dashboard’s stream is open, but has delivered nothing for 3 seconds",
  closed: "The dashboard’s stream was refused; it will be opened again shortly",
};
const HERE = "This tab holds it.";
const ELSEWHERE = "Another tab of this browser holds it and passes the events on.";

export function Header({ view }: { readonly view: View }) {
  const { snapshot, streamState, isStreamHeldHere } = view.frame.value;
  return (
    <header class="header">
      <h1>
        <Mark />
        Streamgauge
      </h1>
      <p
        class="state"
        role="status"
        data-stream-state={streamState}
        data-stream-holder={isStreamHeldHere ? "this-tab" : "another-tab"}
        title={`${STATE_WORDS[streamState]}. ${isStreamHeldHere ? HERE : ELSEWHERE}`}
      >
        {streamState}
      </p>
      <dl class={streamState === "open" ? "metrics" : "metrics stale"}>
        {METRICS.map(({ name, label, unit, figure }) => (
          <div key={name} class="metric">
            <dt>{label}</dt>
            <dd>
              <span data-metric={name}>{figure(snapshot)}</span>
              {unit === undefined ? null : <span class="unit">{unit}</span>}
            </dd>
          </div>
        ))}
      </dl>
      <Switches view={view} />
    </header>
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
