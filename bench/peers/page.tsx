/** The page for peers: a table of all figures, and a picture of the intervals for each. */

import { PlotFigure } from "../report/page/figure.tsx";
import { htmlPage } from "../report/page/page.tsx";
import { footOf, ResultBanner, ScenarioState } from "../report/page/result-page.tsx";
import {
  EnvironmentPanel,
  Lines,
  ListPanel,
  MetricTable,
  ThresholdPanel,
} from "../report/page/sections.tsx";
import { curvePlots } from "../report/plots/curve-plots.ts";
import { type ForestScale, type Harm, harmOf, timesScale } from "../report/plots/forest.ts";
import { ForestHead, ForestRow } from "../report/plots/forest-svg.tsx";
import { MAX_LINES, type Plot } from "../report/plots/plot.ts";
import type { BenchResult, ScenarioResult } from "../result/result.ts";
import type { Figure, FigureName } from "../rounds/figures.ts";
import { BASE_NAME } from "./results.ts";
import {
  deliverySentence,
  headline,
  labelOf,
  measured,
  readings,
  ratioCell,
  ratioOf,
  shownFigures,
  valueCell,
  warningsOf,
} from "./table.ts";

/** The figures' full names, where there is room for them. */
const TITLES: Readonly<Record<FigureName, string>> = {
  "server.cpu_us_per_delivery": "CPU per delivery",
  "latency.p50_ms": "Latency, p50",
  "latency.p99_ms": "Latency, p99",
  deliveries_per_second: "Deliveries, saturated",
  "saturated.cpu_us_per_delivery": "CPU per delivery, saturated",
  "saturated.deliveries_per_cpu_second": "Deliveries per CPU second",
  "server.rss_kb_per_connection": "Memory per connection",
  connects_per_second: "Connects",
};

const PICTURES =
  "In the pictures, left of the line is better than this hub and right of it is worse; a hollow dot means that the interval includes both";

/** @throws {AggregateError} if the page's script cannot be bundled */
export function peersPage(result: BenchResult): Promise<string> {
  const { scenarios, environment } = result;
  const servers = measured(scenarios);
  const figures = shownFigures(servers);
  return htmlPage({
    title: `${headline(scenarios)} · Streamgauge bench, ${environment.startedAt}`,
    about: "servers side by side",
    startedAt: environment.startedAt,
    foot: footOf(result),
    children: (
      <>
        <ResultBanner result={result} noun="server">
          <Lines of="verdict-lines" lines={[headline(scenarios), deliverySentence(servers)]} />
        </ResultBanner>
        {figures.length > 0 && <Overview servers={servers} figures={figures} />}
        <div class="intervals">
          {figures.map((figure) => (
            <Intervals servers={servers} figure={figure} />
          ))}
        </div>
        <div class="plots rounds">
          {latencyPlots(servers).map((plot) => (
            <PlotFigure plot={plot} />
          ))}
        </div>
        <Lines of="warnings" lines={warningsOf(scenarios)} />
        <ListPanel title="How to read this" lines={[...readings(scenarios), PICTURES]} />
        <ThresholdPanel thresholds={result.thresholds} />
        {scenarios.map((scenario) => (
          <AllFigures scenario={scenario} />
        ))}
        <EnvironmentPanel environment={environment} />
      </>
    ),
  });
}

interface FigureParts {
  readonly servers: readonly ScenarioResult[];
  readonly figures: readonly Figure[];
}

/** A row for each server: its figures, and below each its ratio to this hub's. */
function Overview({ servers, figures }: FigureParts) {
  return (
    <section class="panel compared overview">
      <h2>Side by side</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">server</th>
            {figures.map(({ name, unit }) => (
              <th scope="col">
                {TITLES[name]}, {unit}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {servers.map((server) => (
            <tr class={classOf(server)}>
              <th scope="row">{labelOf(server)}</th>
              {figures.map((figure) => (
                <td>
                  {valueCell(server, figure)}
                  {ratioCell(server, figure) && (
                    <span class="beneath">{times(server, figure)}</span>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Only the median: a picture shows the interval. */
function times(server: ScenarioResult, figure: Figure): string {
  return ratioCell(server, figure).replace(/ .*/, "");
}

/** One figure of all servers, with its interval relative to this hub's. */
function Intervals({ servers, figure }: { servers: readonly ScenarioResult[]; figure: Figure }) {
  const { name, unit, better } = figure;
  const harms = servers.map((server) => harmBeside(server, figure));
  const scale = timesScale(
    harms.filter((harm) => harm !== undefined),
    "ours",
  );
  return (
    <section class="panel compared" data-figure={name}>
      <h2>
        {TITLES[name]} <span class="unit">{`${unit}, ${better} is better`}</span>
      </h2>
      <table>
        <thead>
          <tr>
            <th scope="col">server</th>
            <th scope="col">{unit}</th>
            <th scope="col" class="forest-cell">
              <ForestHead scale={scale} />
            </th>
            <th scope="col" class="words">
              times ours [95 %]
            </th>
          </tr>
        </thead>
        <tbody>
          {servers.map((server, index) => (
            <tr class={classOf(server)}>
              <th scope="row">{server.target}</th>
              <td>{valueCell(server, figure)}</td>
              <td class="forest-cell">
                <Picture server={server} harm={harms[index]} scale={scale} />
              </td>
              <td class="words quiet">{ratioCell(server, figure)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface PictureParts {
  readonly server: ScenarioResult;
  readonly harm: Harm | undefined;
  readonly scale: ForestScale;
}

function Picture({ server, harm, scale }: PictureParts) {
  if (server.target === BASE_NAME) {
    return <ForestRow harm={{ low: 0, median: 0, high: 0 }} scale={scale} state="ours" />;
  }
  return <ForestRow harm={harm} scale={scale} state={harm && sideOf(harm)} />;
}

function harmBeside(server: ScenarioResult, figure: Figure): Harm | undefined {
  const ratio = ratioOf(server, figure);
  return ratio === undefined ? undefined : harmOf({ better: figure.better, ratio });
}

/** The side of this hub's figure that the whole interval is on. */
function sideOf({ low, high }: Harm): "better" | "worse" | "even" {
  if (low > 0) return "worse";
  return high < 0 ? "better" : "even";
}

function classOf({ target }: ScenarioResult): string | undefined {
  return target === BASE_NAME ? "ours" : undefined;
}

/** Charts with this hub in each, and as many others as can be told apart. */
function latencyPlots(servers: readonly ScenarioResult[]): Plot[] {
  const others = servers.filter(({ target }) => target !== BASE_NAME);
  const base = servers.filter(({ target }) => target === BASE_NAME);
  const size = MAX_LINES - base.length;
  return Array.from({ length: Math.max(1, Math.ceil(others.length / size)) }, (_, group) =>
    latencyPlot([...base, ...others.slice(group * size, (group + 1) * size)]),
  ).flat();
}

/** The servers' latencies as if they belonged to one scenario, under the servers' names. */
function latencyPlot(servers: readonly ScenarioResult[]): Plot[] {
  const [first] = servers;
  if (first === undefined) return [];
  const named = servers.flatMap(({ target, histograms, metrics }) => {
    const [latency, p50] = [histograms.latency, metrics["latency.p50_ms"]];
    return latency === undefined || p50 === undefined ? [] : [{ target, latency, p50 }];
  });
  const scenario: ScenarioResult = {
    ...first,
    histograms: Object.fromEntries(named.map(({ target, latency }) => [target, latency])),
    metrics: Object.fromEntries(named.map(({ target, p50 }) => [`${target}.p50_ms`, p50])),
    series: {},
  };
  const title = "Latency, one event at a time";
  return curvePlots([{ label: "", scenario, isBase: false }]).map((plot) =>
    Object.assign(plot, { title }),
  );
}

/** Everything measured of one server, folded: most readers only need the tables above. */
function AllFigures({ scenario }: { scenario: ScenarioResult }) {
  return (
    <details class="panel">
      <summary>
        {scenario.target} <ScenarioState of={scenario} />
      </summary>
      <MetricTable runs={[{ label: "", scenario, isBase: false }]} />
    </details>
  );
}
