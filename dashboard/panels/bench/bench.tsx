/**
 * The Bench panel: a run of the bench as it is published to this hub, and the latest results. On a hub in development it
 * starts runs too, and replays those that are kept.
 */

import { type Signal, useSignalEffect } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { BenchProgress, BenchRunning } from "#protocol";
import { BENCH_PLOTS } from "../../charts/bench-plots.ts";
import { ChartPanel } from "../../charts/chart-panel.tsx";
import { PlotSplitters } from "../../charts/plot-splitters.tsx";
import { formatDateTime, formatMs, formatTimeOfDay } from "../../common/format.ts";
import { watchedCommand } from "../../common/shell-commands.ts";
import type { BenchColumn } from "../../past/bench-columns.ts";
import type { BenchRunSnapshot } from "../../past/bench-run.ts";
import { type Percentile, percentileOf } from "../../past/columns.ts";
import type { Past } from "../../past/past.ts";
import type { View } from "../../view/view.ts";
import { BenchApi } from "./bench-api.ts";
import { Figure, Moment } from "./bench-moment.tsx";
import { WholeWords } from "../../components/whole-words.tsx";
import { Outcomes } from "./bench-outcomes.tsx";
import { BenchReplay } from "./bench-replay.ts";
import { Replay } from "./bench-replay-controls.tsx";
import { useReplayView } from "./bench-replay-view.ts";
import { BenchControls, BenchResults } from "./bench-runs.tsx";
import { BenchSession } from "./bench-session.ts";

/** A run tells something each second. */
const SILENT_MS = 5_000;

const NO_KEPT_RUNS = {
  kind: "refused",
  why: "Runs are kept only by a hub that was started with bun run dev",
} as const;

export interface BenchPanelProps {
  readonly view: View;
  readonly past: Past<BenchColumn>;
  readonly run: Signal<BenchRunSnapshot>;
}

export function BenchPanel({ view, past, run }: BenchPanelProps) {
  const { progress, progressAtMs, outcomes } = run.value;
  const { session, replay } = useKeptRuns(view);
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
            <>
              <Progress progress={progress} view={view} isOfThisHub={running !== undefined} />
              <Silence sinceMs={progressAtMs} view={view} />
            </>
          )}
          <Replay replay={replay} view={view} />
          {session === undefined && view.comparedRuns.value !== undefined ? (
            <p class="bench-trouble" role="alert">
              {NO_KEPT_RUNS.why}.
            </p>
          ) : null}
          {session && <BenchResults session={session} view={view} />}
          <Outcomes outcomes={outcomes} />
        </section>
        <Charts view={view} past={past} replay={replay} />
        <PlotSplitters view={view} />
      </div>
    </section>
  );
}

/** What is replayed and compared follows the address. */
function useKeptRuns(view: View) {
  const kept = useMemo(() => {
    const api = BenchApi.ofPage(document);
    const replay = new BenchReplay({
      result: async (name) => (api === undefined ? NO_KEPT_RUNS : await api.result(name)),
      prefersStillness: () => matchMedia("(prefers-reduced-motion: reduce)").matches,
    });
    return { session: api && new BenchSession(api), replay };
  }, []);
  useSignalEffect(() => void kept.replay.open(view.replayedRun.value));
  useSignalEffect(() => void compare(view, kept.session));
  const isShown = view.panel.value === "bench";
  useEffect(() => {
    if (!isShown) kept.replay.pause();
  }, [kept, isShown]);
  return kept;
}

async function compare({ comparedRuns }: View, session: BenchSession | undefined): Promise<void> {
  const pair = comparedRuns.value;
  const isJudged = await session?.compare(pair);
  // Without a verdict the same two can be compared again.
  if (isJudged === false && comparedRuns.peek() === pair) comparedRuns.value = undefined;
}

interface ChartsProps {
  readonly view: View;
  readonly past: Past<BenchColumn>;
  readonly replay: BenchReplay;
}

/** Of the recording while one is open, else of the run that goes on. */
function Charts({ view, past, replay }: ChartsProps) {
  const replayView = useReplayView(view, replay);
  const replayed = replay.state.value;
  const drawn =
    replayed?.kind === "open" ? { view: replayView, past: replay.past } : { view, past };
  return (
    <>
      {BENCH_PLOTS.map((plot) => (
        <ChartPanel key={plot.id} plot={plot} {...drawn} panel="bench">
          <p class="meaning">
            {replayed?.kind === "open" ? (
              <b class="recorded">Recorded {formatDateTime(replayed.recording.startedAtMs)}. </b>
            ) : null}
            {plot.sentence}
          </p>
        </ChartPanel>
      ))}
    </>
  );
}

interface SilenceProps {
  readonly sinceMs: number | undefined;
  readonly view: View;
}

/** A bench that was killed, or whose hub was, tells no end. */
function Silence({ sinceMs, view }: SilenceProps) {
  const isSilent = sinceMs !== undefined && view.frame.value.whole.toMs - sinceMs > SILENT_MS;
  if (!isSilent) return null;
  return (
    <p class="warning" role="status" data-bench="silent">
      Nothing has been heard of this run since {formatTimeOfDay(sinceMs)}: it may have been ended.
    </p>
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
      <code>
        <WholeWords text={watchedCommand(location.origin)} />
      </code>
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
  return (
    <Moment
      moment={progress}
      scenario={progress.scenario}
      part="bench"
      besideP50={isOfThisHub ? <HubFigure view={view} of="p50" percentile="p50Ms" /> : null}
      besideP99={isOfThisHub ? <HubFigure view={view} of="p99" percentile="p99Ms" /> : null}
    />
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
