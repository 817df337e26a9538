/** The Bench panel: a run of the bench as it is published to this hub, and the latest results. */

import type { Signal } from "@preact/signals";
import type { BenchOutcome, BenchProgress } from "#protocol";
import type { BenchRunSnapshot } from "../bench-run.ts";
import { watchedCommand } from "../shell-commands.ts";
import { formatCount, formatMs, formatRate } from "../format.ts";
import type { Past } from "../past.ts";
import { BENCH_PLOTS } from "../plots.ts";
import type { View } from "../view.ts";
import { ChartPanel } from "./chart-panel.tsx";
import { PlotSplitters } from "./plot-splitters.tsx";

export interface BenchPanelProps {
  readonly view: View;
  readonly past: Past;
  readonly run: Signal<BenchRunSnapshot>;
}

export function BenchPanel({ view, past, run }: BenchPanelProps) {
  const plots = { view, past, panel: "bench" } as const;
  const { progress, outcomes } = run.value;
  return (
    <section
      class="panel live"
      data-panel="bench"
      aria-labelledby="bench-title"
      hidden={view.panel.value !== "bench"}
    >
      <h2 id="bench-title" class="for-readers">
        Bench
      </h2>
      <div class="plots">
        <section class="plot bench-run" aria-label="The run">
          {progress === undefined ? <Invitation /> : <Progress progress={progress} />}
          <Outcomes outcomes={outcomes} />
        </section>
        {BENCH_PLOTS.map((plot) => (
          <ChartPanel key={plot.id} plot={plot} {...plots} />
        ))}
        <PlotSplitters view={view} />
      </div>
    </section>
  );
}

function Invitation() {
  return (
    <p class="meaning" data-bench="state">
      No run is publishing to this hub. To watch one here:{" "}
      <code>{watchedCommand(location.origin)}</code>
    </p>
  );
}

function Progress({ progress }: { readonly progress: BenchProgress }) {
  const { scenario, phase, elapsedMs, leftMs, open, connections, failed, recovered } = progress;
  const left = leftMs === null ? "" : `, about ${Math.ceil(leftMs / 1000)} s left`;
  return (
    <>
      <h3 data-bench="state">
        {scenario}: {phase}
      </h3>
      <p class="meaning">
        {Math.floor(elapsedMs / 1000)} s so far{left}
      </p>
      <dl class="bench-figures">
        <Figure name="open" value={`${formatCount(open)} of ${formatCount(connections)}`} />
        <Figure name="failed" value={formatCount(failed)} />
        <Figure name="reconnected" value={formatCount(recovered)} />
        <Figure name="received" value={formatCount(progress.received)} />
        <Figure name="deliveries/s" value={formatRate(progress.deliveriesPerSecond)} />
        <Figure name="latency p99, ms" value={formatMs(progress.p99Ms ?? undefined)} />
      </dl>
    </>
  );
}

function Figure({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Outcomes({ outcomes }: { readonly outcomes: readonly BenchOutcome[] }) {
  return (
    <ol class="bench-outcomes">
      {outcomes.map(({ headline, findings, isValid }, index) => (
        <li key={outcomes.length - index} data-bench-valid={isValid}>
          <b>{headline}</b>
          {findings.map((finding) => (
            <p key={finding}>{finding}</p>
          ))}
        </li>
      ))}
    </ol>
  );
}
