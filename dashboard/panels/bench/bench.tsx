/**
 * The Bench panel: a run of the bench as it is published to this hub, and the latest results. On a hub in development it
 * starts runs too.
 */

import type { Signal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { BenchOutcome, BenchProgress, BenchRunning } from "#protocol";
import { BenchApi } from "./bench-api.ts";
import type { BenchRunSnapshot } from "../../past/bench-run.ts";
import { BenchSession } from "./bench-session.ts";
import { type Percentile, percentileOf } from "../../past/columns.ts";
import { formatCount, formatMs, formatRate } from "../../common/format.ts";
import { BENCH_PLOTS } from "../../charts/bench-plots.ts";
import type { BenchColumn } from "../../past/bench-columns.ts";
import type { Past } from "../../past/past.ts";
import { watchedCommand } from "../../common/shell-commands.ts";
import type { View } from "../../view/view.ts";
import { BenchControls, BenchResults } from "./bench-runs.tsx";
import { ChartPanel } from "../../charts/chart-panel.tsx";
import { shortened } from "../../common/hidden-characters.ts";
import { Verbatim, verbatim } from "../../components/verbatim.tsx";
import { PlotSplitters } from "../../charts/plot-splitters.tsx";

/** Anyone may publish a run: longer names and texts are cut off, and more findings left out. */
const NAME_CHARACTERS = 60;
const SHOWN_CHARACTERS = 1_000;
const SHOWN_FINDINGS = 20;

export interface BenchPanelProps {
  readonly view: View;
  readonly past: Past<BenchColumn>;
  readonly run: Signal<BenchRunSnapshot>;
}

export function BenchPanel({ view, past, run }: BenchPanelProps) {
  const plots = { view, past, panel: "bench" } as const;
  const { progress, outcomes } = run.value;
  const session = useMemo(() => {
    const api = BenchApi.ofPage(document);
    return api && new BenchSession(api);
  }, []);
  const running = session?.state.value.overview?.running ?? undefined;
  const isShown = view.panel.value === "bench";
  const told = `${progress === undefined} ${outcomes.length}`;
  return (
    <section class="panel live" data-panel="bench" aria-labelledby="bench-title" hidden={!isShown}>
      <h2 id="bench-title" class="for-readers">
        Bench
      </h2>
      <div class="plots">
        <section class="plot bench-run" aria-label="The run">
          {session && <BenchControls session={session} isShown={isShown} told={told} />}
          {progress === undefined ? (
            <Waiting running={running} />
          ) : (
            <Progress progress={progress} view={view} isOfThisHub={running !== undefined} />
          )}
          {session && <BenchResults session={session} />}
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

function Waiting({ running }: { readonly running: BenchRunning | undefined }) {
  if (running === undefined) return <Invitation />;
  const { order, isStopping } = running;
  return (
    <h3 data-bench="state">
      {order.scenario}: {isStopping ? "ending" : "starting"}
    </h3>
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

interface ProgressProps {
  readonly progress: BenchProgress;
  readonly view: View;
  /** Only then do the hub's own figures belong beside the clients'. */
  readonly isOfThisHub: boolean;
}

function Progress({ progress, view, isOfThisHub }: ProgressProps) {
  const { scenario, phase, elapsedMs, leftMs, open, connections, failed, recovered } = progress;
  const left = leftMs === null ? "" : `, about ${formatCount(Math.ceil(leftMs / 1000))} s left`;
  return (
    <>
      <h3 data-bench="state">
        <Verbatim text={shortened(scenario, NAME_CHARACTERS)} />:{" "}
        <Verbatim text={shortened(phase, NAME_CHARACTERS)} />
      </h3>
      <p class="meaning">
        {formatCount(Math.floor(elapsedMs / 1000))} s so far{left}
      </p>
      <dl class="bench-figures">
        <Figure name="open" value={`${formatCount(open)} of ${formatCount(connections)}`} />
        <Figure name="failed" value={formatCount(failed)} />
        <Figure name="reconnected" value={formatCount(recovered)} />
        <Figure name="received" value={formatCount(progress.received)} />
        <Figure name="deliveries/s" value={formatRate(progress.deliveriesPerSecond)} />
        <Figure name="latency p50, ms" value={formatMs(progress.p50Ms ?? undefined)} />
        {isOfThisHub ? <HubFigure view={view} of="p50" percentile="p50Ms" /> : null}
        <Figure name="latency p99, ms" value={formatMs(progress.p99Ms ?? undefined)} />
        {isOfThisHub ? <HubFigure view={view} of="p99" percentile="p99Ms" /> : null}
      </dl>
    </>
  );
}

interface HubFigureProps {
  readonly view: View;
  readonly of: string;
  readonly percentile: Percentile;
}

/** What the hub itself measures, to the writing of an event: its clients' figures include the parsing. */
function HubFigure({ view, of, percentile }: HubFigureProps) {
  const { headline } = view.frame.value;
  const latency = headline?.of === "readers" ? headline.latency : undefined;
  const value = formatMs(latency && percentileOf(latency, percentile));
  return <Figure name={`hub’s ${of}, ms`} value={value} />;
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
          <b>{verbatim(shortened(headline, SHOWN_CHARACTERS))}</b>
          {findings.slice(0, SHOWN_FINDINGS).map((finding, at) => (
            <p key={at}>{verbatim(shortened(finding, SHOWN_CHARACTERS))}</p>
          ))}
          {findings.length > SHOWN_FINDINGS ? (
            <p>and {formatCount(findings.length - SHOWN_FINDINGS)} more</p>
          ) : null}
        </li>
      ))}
    </ol>
  );
}
