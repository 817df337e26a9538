/** The Live panel: four charts of the hub's past, with a shared time range and crosshair. */

import { loadCommand } from "../../common/shell-commands.ts";
import { LATENCY_SOURCES } from "../../past/columns.ts";
import type { Past } from "../../past/past.ts";
import {
  CONNECTIONS_PLOT,
  LATENCY_HEAT_PLOT,
  LATENCY_MEANINGS,
  LATENCY_PLOT,
  RECOVERY_PLOT,
  THROUGHPUT_PLOT,
} from "../../charts/plots.ts";
import type { View } from "../../view/view.ts";
import { ChartPanel } from "../../charts/chart-panel.tsx";
import { Choice } from "../../components/choice.tsx";
import { PlotSplitters } from "../../charts/plot-splitters.tsx";

export interface LivePanelProps {
  readonly view: View;
  readonly past: Past;
  /** Streams of this page in addition to the dashboard's. */
  readonly ownStreams: () => number;
}

export function LivePanel({ view, past, ownStreams }: LivePanelProps) {
  const plots = { view, past };
  return (
    <section
      class="panel live"
      data-panel="live"
      aria-labelledby="live-title"
      hidden={view.panel.value !== "live"}
    >
      <h2 id="live-title" class="for-readers">
        Live
      </h2>
      <div class="plots">
        <ChartPanel plot={view.isHeatMap.value ? LATENCY_HEAT_PLOT : LATENCY_PLOT} {...plots}>
          <LatencyChoice view={view} />
        </ChartPanel>
        <ChartPanel plot={CONNECTIONS_PLOT} {...plots}>
          <IdleHint view={view} ownStreams={ownStreams} />
        </ChartPanel>
        <ChartPanel plot={THROUGHPUT_PLOT} {...plots} />
        <ChartPanel plot={RECOVERY_PLOT} {...plots} />
        <PlotSplitters view={view} />
      </div>
    </section>
  );
}

function LatencyChoice({ view }: { readonly view: View }) {
  const { source } = view.frame.value;
  const isHeatMap = view.isHeatMap.value;
  return (
    <div class="meaning with-choice">
      <Choice
        name="source"
        legend="Which latency"
        options={LATENCY_SOURCES.map((value) => ({ value, label: LATENCY_MEANINGS[value].label }))}
        chosen={source}
        onChoose={(value) => (view.source.value = value)}
      />
      <button
        type="button"
        class="quiet"
        aria-pressed={isHeatMap}
        title="Show how many events were how slow, instead of lines"
        data-heat-map
        onClick={() => (view.isHeatMap.value = !isHeatMap)}
      >
        heat map
      </button>
      <p>
        {isHeatMap
          ? "Stronger: more of the events, worked out from each second’s percentiles. The faster half lies at the median."
          : LATENCY_MEANINGS[source].sentence}
      </p>
    </div>
  );
}

/** On an idle hub, says how to put load on it. */
function IdleHint({ view, ownStreams }: Pick<LivePanelProps, "view" | "ownStreams">) {
  const connections = view.frame.value.snapshot?.connections;
  if (connections === undefined || connections > 1 + ownStreams()) {
    return <p class="meaning">{CONNECTIONS_PLOT.sentence}</p>;
  }
  return (
    <p class="meaning">
      Nobody else is connected. To put load on this hub: <code>{loadCommand(location.origin)}</code>
    </p>
  );
}
