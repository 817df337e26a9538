/** A comparison as one HTML file that needs nothing beside it: the verdict, the intervals, the rounds. */

import type { Comparison, MetricVerdict } from "../comparison/comparison.ts";
import { type ForestScale, harmOf, scaleFor } from "./comparison-forest.ts";
import { forestRow, forestScale, STATES } from "./comparison-forest-svg.ts";
import { roundPlots } from "./comparison-plots.ts";
import {
  advisoryOf,
  changeText,
  counted,
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
} from "./comparison-words.ts";
import { htmlPage } from "./html.ts";
import { type Body, pageFoot, pageHead } from "./html-body.ts";
import { environmentTable, plotFigure, warningList } from "./html-sections.ts";
import { html, type Markup } from "./markup.ts";

const WORDS = { pass: "Pass", regressed: "Regressed", inconclusive: "Inconclusive" } as const;

/** @throws {AggregateError} when the page's script cannot be bundled */
export function comparisonHtml(comparison: Comparison): Promise<string> {
  const { base, head, verdict } = comparison;
  const title = `${WORDS[verdict]}: ${head.name} against ${base.name} · Streamgauge bench`;
  return htmlPage({ title, ...comparisonBody(comparison) });
}

export function comparisonBody(comparison: Comparison): Body {
  const { metrics, config, environment, tool, schemaVersion, warnings } = comparison;
  const plots = roundPlots(comparison);
  const body = html`${pageHead("comparison", environment.startedAt)}
    <main>
      ${verdictBanner(comparison)} ${warningList(warnings)}
      ${metricPanel("Gated metrics", gatedOf(metrics), config.maxRegression)}
      ${metricPanel("Advisory metrics", advisoryOf(metrics), config.maxRegression)}
      <div class="plots rounds">${plots.map(plotFigure)}</div>
      ${droppedPanel(comparison)} ${limitsPanel(limitsOf(comparison))}
      ${environmentTable("", environment)}
    </main>
    ${pageFoot(
      `Made by ${tool.name} ${tool.version}; comparison schema ${schemaVersion}; ${loadText(comparison)}; seed ${config.seed}.`,
    )}`;
  return { body, plots };
}

function verdictBanner(comparison: Comparison): Markup {
  const { verdict, base, head, environment } = comparison;
  const state = STATES[verdict];
  return html`<div class="verdict" data-state="${state}">
    <p class="state" data-state="${state}">${WORDS[verdict]}</p>
    <p>${headlineOf(comparison).replace(/^.*?: /, "")}</p>
    <ul class="verdict-lines">
      <li>base ${sideText(base)}, head ${sideText(head)}: ${roundsText(comparison)}</li>
      ${stillToSay(comparison).map(({ name, reason }) => html`<li>${name}: ${reason}</li>`)}
    </ul>
    <code>${environment.command}</code>
  </div>`;
}

function metricPanel(
  title: string,
  metrics: readonly MetricVerdict[],
  maxRegression: number,
): Markup | undefined {
  if (metrics.length === 0) return undefined;
  const harms = metrics.flatMap((metric) => harmOf(metric) ?? []);
  const scale = scaleFor(harms, maxRegression);
  return html`<section class="panel compared">
    <h2>${title}</h2>
    <table>
      <thead>
        <tr>
          <th scope="col">metric</th>
          <th scope="col" class="words">verdict</th>
          <th scope="col">base</th>
          <th scope="col">head</th>
          <th scope="col">change, head over base</th>
          <th scope="col" class="forest-cell">${forestScale(scale)}</th>
          <th scope="col">detectable</th>
          <th scope="col">noise floor</th>
        </tr>
      </thead>
      <tbody>
        ${metrics.map((metric) => metricRow(metric, scale))}
      </tbody>
    </table>
  </section>`;
}

function metricRow(metric: MetricVerdict, scale: ForestScale): Markup {
  const { name, verdict, ratio } = metric;
  return html`<tr>
    <th scope="row">${name}</th>
    <td class="words"><span class="state" data-state="${STATES[verdict]}">${verdict}</span></td>
    <td>${figureText(metric, metric.base)}</td>
    <td>${figureText(metric, metric.head)}</td>
    <td>${changeText(metric)}</td>
    <td class="forest-cell">${forestRow(metric, scale)}</td>
    <td>${shareText(ratio?.smallestDetectable)}</td>
    <td>${noiseText(metric)}</td>
  </tr>`;
}

function droppedPanel({ dropped }: Comparison): Markup | undefined {
  if (dropped.length === 0) return undefined;
  return html`<section class="panel">
    <h2>${counted(dropped.length, "dropped round")}, measured and not counted</h2>
    <ul class="limits">
      ${dropped.map(({ reasons }) => html`<li>${reasons.join("; ")}</li>`)}
    </ul>
  </section>`;
}

function limitsPanel(limits: readonly string[]): Markup {
  return html`<section class="panel">
    <h2>What this cannot know</h2>
    <ul class="limits">
      ${limits.map((limit) => html`<li>${limit}</li>`)}
    </ul>
  </section>`;
}
