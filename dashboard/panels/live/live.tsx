/**
 * The Live panel: charts of the hub's past, with a shared time range and crosshair. What readers notice comes first, in
 * four charts; below, in a row, is what it costs the hub.
 */

import { THREAD_COLUMNS } from "#protocol";
import { loadCommand } from "../../common/shell-commands.ts";
import { isBucketed } from "../../past/hub-store.ts";
import { LATENCY_SOURCES, type LatencySource } from "../../past/columns.ts";
import type { Past } from "../../past/past.ts";
import {
  BYTES_PLOT,
  CONNECTIONS_PLOT,
  connectionsByThread,
  CPU_PLOT,
  LATENCY_HEAT_PLOT,
  LATENCY_MEANINGS,
  LATENCY_PLOT,
  MEMORY_PLOT,
  RECOVERY_PLOT,
  THROUGHPUT_PLOT,
} from "../../charts/plots.ts";
import type { View } from "../../view/view.ts";
import { ChartPanel } from "../../charts/chart-panel.tsx";
import { WholeWords } from "../../components/whole-words.tsx";
import { Choice } from "../../components/choice.tsx";
import { Splitter } from "../../components/splitter.tsx";
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
      <div class="plot-groups">
        <div class="plots">
          <ChartPanel plot={view.isHeatMap.value ? LATENCY_HEAT_PLOT : LATENCY_PLOT} {...plots}>
            <LatencyChoice view={view} />
          </ChartPanel>
          <Connections ownStreams={ownStreams} {...plots} />
          <ChartPanel plot={THROUGHPUT_PLOT} {...plots} />
          <ChartPanel plot={RECOVERY_PLOT} {...plots} />
          <PlotSplitters view={view} />
        </div>
        <Splitter
          view={view}
          name="groups"
          label="the first four charts"
          along="column"
          first={0.68}
        />
        <div class="plots row">
          <ChartPanel plot={BYTES_PLOT} {...plots} />
          <ChartPanel plot={CPU_PLOT} {...plots} />
          <ChartPanel plot={MEMORY_PLOT} {...plots} />
        </div>
      </div>
    </section>
  );
}

/** By transport, or, if the hub has several, by thread. */
function Connections({ view, past, ownStreams }: LivePanelProps) {
  const threads = view.frame.value.snapshot?.threads.length ?? 1;
  const isByThread = threads > 1 && view.isByThread.value;
  const drawn = THREAD_COLUMNS.length;
  return (
    <ChartPanel
      plot={isByThread ? connectionsByThread(threads) : CONNECTIONS_PLOT}
      view={view}
      past={past}
    >
      <div class="meaning with-choice">
        {threads > 1 && <ThreadChoice view={view} />}
        {isByThread && threads > drawn ? (
          <p>
            The first {drawn} of {threads} threads; the Hub panel has all.
          </p>
        ) : (
          <IdleHint view={view} ownStreams={ownStreams} />
        )}
      </div>
    </ChartPanel>
  );
}

function ThreadChoice({ view }: Pick<LivePanelProps, "view">) {
  const isByThread = view.isByThread.value;
  return (
    <button
      type="button"
      class="quiet"
      aria-pressed={isByThread}
      title="Show the open streams of each thread, instead of each transport"
      data-by-thread
      onClick={() => (view.isByThread.value = !isByThread)}
    >
      by thread
    </button>
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
      <p>{isHeatMap ? heatSentence(source) : LATENCY_MEANINGS[source].sentence}</p>
    </div>
  );
}

function heatSentence(source: LatencySource): string {
  return isBucketed(source)
    ? "Stronger: more of the events, as the hub counts them."
    : "Stronger: more of the events, worked out from each second’s percentiles. The faster half lies at the median.";
}

/** On an idle hub, says how to put load on it. */
function IdleHint({ view, ownStreams }: Pick<LivePanelProps, "view" | "ownStreams">) {
  const { snapshot, streamState } = view.frame.value;
  const isIdle = snapshot !== undefined && snapshot.connections <= 1 + ownStreams();
  if (!isIdle || streamState !== "open") {
    return <p>{CONNECTIONS_PLOT.sentence}</p>;
  }
  return (
    <p>
      Nobody else is connected. To put load on this hub:{" "}
      <code>
        <WholeWords text={loadCommand(location.origin)} />
      </code>
    </p>
  );
}
