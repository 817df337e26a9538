/** The page for a comparison: the verdict, the intervals, the rounds; and the banner for two overlaid results. */

import type { VNode } from "preact";
import type { Comparison, MetricVerdict, Verdict } from "../../comparison/comparison.ts";
import {
  advisoryOf,
  changeText,
  failsFromText,
  figureText,
  gatedOf,
  headlineOf,
  limitsOf,
  loadText,
  noiseText,
  roundsText,
  shareText,
  sideText,
  stillToSay,
} from "../comparison-words.ts";
import { counted } from "../figures.ts";
import { allowedScale, type ForestScale, harmOf } from "../plots/forest.ts";
import { ForestHead, ForestRow } from "../plots/forest-svg.tsx";
import { roundPlots } from "../plots/rounds.ts";
import { PlotFigure } from "./figure.tsx";
import { htmlPage } from "./page.tsx";
import {
  EnvironmentPanel,
  Lines,
  ListPanel,
  type State,
  StateMark,
  VerdictBanner,
} from "./sections.tsx";

const WORDS = { pass: "Pass", regressed: "Regressed", inconclusive: "Inconclusive" } as const;

const STATES: Readonly<Record<Verdict, State>> = {
  pass: "valid",
  inconclusive: "invalid",
  regressed: "failed",
};

/** @throws {AggregateError} if the page's script cannot be bundled */
export function comparisonPage(comparison: Comparison): Promise<string> {
  const { base, head, verdict, metrics, config, environment, tool, warnings } = comparison;
  const { schemaVersion, dropped } = comparison;
  return htmlPage({
    title: `${WORDS[verdict]}: ${head.name} against ${base.name} · Streamgauge bench`,
    about: "comparison",
    startedAt: environment.startedAt,
    foot: `Made by ${tool.name} ${tool.version}; comparison schema ${schemaVersion}; ${loadText(comparison)}; seed ${config.seed}.`,
    children: (
      <>
        <ComparisonBanner comparison={comparison} />
        <Lines of="warnings" lines={warnings} />
        <MetricPanel
          title="Gated metrics"
          metrics={gatedOf(metrics)}
          maxRegression={config.maxRegression}
        />
        <MetricPanel
          title="Advisory metrics"
          metrics={advisoryOf(metrics)}
          maxRegression={config.maxRegression}
        />
        <div class="plots rounds">
          {roundPlots(comparison).map((plot) => (
            <PlotFigure plot={plot} />
          ))}
        </div>
        <ListPanel
          title={`${counted(dropped.length, "dropped round")}, measured but not counted`}
          lines={dropped.map(({ reasons }) => reasons.join("; "))}
        />
        <ListPanel title="Limits of this comparison" lines={limitsOf(comparison)} />
        <EnvironmentPanel environment={environment} />
      </>
    ),
  });
}

/** What comparing two results found, for the top of the page that overlays them. */
export interface Found {
  readonly verdict: Verdict;
  readonly findings: readonly string[];
  readonly cautions: readonly string[];
}

export function comparedBanner({ verdict, findings, cautions }: Found): VNode {
  return (
    <VerdictBanner state={STATES[verdict]} word={WORDS[verdict]}>
      <Lines of="verdict-lines" lines={[...findings, ...cautions]} />
    </VerdictBanner>
  );
}

/** For two results that are overlaid although they cannot be compared. */
export function incomparableBanner(why: string): VNode {
  return (
    <VerdictBanner state="invalid" word="Not comparable">
      <Lines of="verdict-lines" lines={[why]} />
    </VerdictBanner>
  );
}

function ComparisonBanner({ comparison }: { comparison: Comparison }) {
  const { verdict, base, head, environment } = comparison;
  const sides = `base ${sideText(base)}, head ${sideText(head)}: ${roundsText(comparison)}`;
  const open = stillToSay(comparison).map(({ name, reason }) => `${name}: ${reason}`);
  return (
    <VerdictBanner state={STATES[verdict]} word={WORDS[verdict]}>
      <p>{headlineOf(comparison).replace(/^.*?: /, "")}</p>
      <Lines of="verdict-lines" lines={[sides, ...open]} />
      <code>{environment.command}</code>
    </VerdictBanner>
  );
}

interface MetricPanelParts {
  readonly title: string;
  readonly metrics: readonly MetricVerdict[];
  readonly maxRegression: number;
}

function MetricPanel({ title, metrics, maxRegression }: MetricPanelParts) {
  if (metrics.length === 0) return null;
  const scale = allowedScale(
    metrics.flatMap((metric) => harmOf(metric) ?? []),
    maxRegression,
  );
  return (
    <section class="panel compared">
      <h2>{title}</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">metric</th>
            <th scope="col" class="words">
              verdict
            </th>
            <th scope="col">base</th>
            <th scope="col">head</th>
            <th scope="col">change, head over base</th>
            <th scope="col" class="forest-cell">
              <ForestHead scale={scale} />
            </th>
            <th scope="col">detectable</th>
            <th scope="col">fails from</th>
            <th scope="col">noise floor</th>
          </tr>
        </thead>
        <tbody>
          {metrics.map((metric) => (
            <MetricRow metric={metric} scale={scale} maxRegression={maxRegression} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface RowParts {
  readonly metric: MetricVerdict;
  readonly scale: ForestScale;
  readonly maxRegression: number;
}

function MetricRow({ metric, scale, maxRegression }: RowParts) {
  const { name, verdict, ratio } = metric;
  return (
    <tr>
      <th scope="row">{name}</th>
      <td class="words">
        <StateMark state={STATES[verdict]}>{verdict}</StateMark>
      </td>
      <td>{figureText(metric, metric.base)}</td>
      <td>{figureText(metric, metric.head)}</td>
      <td>{changeText(metric)}</td>
      <td class="forest-cell">
        <ForestRow harm={harmOf(metric)} scale={scale} state={STATES[verdict]} />
      </td>
      <td>{shareText(ratio?.smallestDetectable)}</td>
      <td>{failsFromText(metric, maxRegression)}</td>
      <td>{noiseText(metric)}</td>
    </tr>
  );
}
