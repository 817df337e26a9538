/** The body of the HTML report: the verdict and the headlines first, then a section a scenario. */

import type { BenchResult, ScenarioResult } from "../result/result.ts";
import {
  environmentTable,
  headlineList,
  plotFigure,
  stateMark,
  verdictBanner,
  warningList,
} from "./html-sections.ts";
import { metricTable, thresholdTable } from "./html-tables.ts";
import { html, type Markup } from "./markup.ts";
import type { Plot, Run } from "./plot.ts";
import { plotsOf } from "./plots.ts";
import { loadOf } from "./summary.ts";

/** One result to show, or the base and the head to compare. */
export type Shown = readonly [BenchResult] | readonly [base: BenchResult, head: BenchResult];

export function titleOf(results: Shown): string {
  const newest = results.at(-1) ?? results[0];
  const names = newest.scenarios.map(({ name }) => name).join(", ");
  return `${names === "" ? "No scenario" : names} · Streamgauge bench, ${newest.environment.startedAt}`;
}

/** A page's body, and the plots that its figures have places for. */
export interface Body {
  readonly body: Markup;
  readonly plots: readonly Plot[];
}

export function bodyOf(results: Shown, verdict?: Markup): Body {
  const newest = results.at(-1) ?? results[0];
  const plots: Plot[] = [];
  const sections = newest.scenarios.map((scenario, index) => {
    const runs = runsOf(scenario, results);
    const own = plotsOf(runs);
    const figures = own.map((plot, place) => plotFigure(plot, plots.length + place));
    plots.push(...own);
    return scenarioSection(runs, figures, index);
  });
  const environments = results.map(({ environment }, index) =>
    environmentTable(results.length === 1 ? "" : (LABELS[index] ?? ""), environment),
  );
  const { tool, schemaVersion } = newest;
  const body = html`${pageHead(
      results.length === 1 ? "bench report" : "bench report: the head, with the base behind it",
      newest.environment.startedAt,
    )}
    <main>
      ${verdict} ${verdictBanner(newest)} ${headlineList(newest.scenarios)}
      ${thresholdTable(newest)} ${sections} ${environments}
    </main>
    ${pageFoot(
      `Made by ${tool.name} ${tool.version}; result schema ${schemaVersion}. Lost events count as infinitely late in every percentile.`,
    )}`;
  return { body, plots };
}

/** The name of the house, what the page is, and when it was measured. */
export function pageHead(what: string, startedAt: string): Markup {
  return html`<header class="head">
    <h1>${MARK}Streamgauge</h1>
    <p>${what}</p>
    <time>${startedAt}</time>
  </header>`;
}

export function pageFoot(text: string): Markup {
  return html`<footer class="foot">${text}</footer>`;
}

const LABELS = ["base", "head"];

const MARK = html`<svg class="mark" viewBox="0 0 32 32" width="20" height="20" aria-hidden="true">
  <g fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round">
    <path d="M13 5v11M13 5.5h7M13 9h4M13 12.5h7" />
    <path d="M6 20q5-4.5 10 0t10 0M6 25.5q5-4.5 10 0t10 0" />
  </g>
</svg>`;

/** The scenario, after the same one of the base where there is a base that has it. */
function runsOf(scenario: ScenarioResult, results: Shown): readonly Run[] {
  if (results.length === 1) return [{ label: "", scenario, isBase: false }];
  const [base] = results;
  const before = base.scenarios.find(
    ({ name, target, transport }) =>
      name === scenario.name && target === scenario.target && transport === scenario.transport,
  );
  const head = { label: "head", scenario, isBase: false };
  return before === undefined ? [head] : [{ label: "base", scenario: before, isBase: true }, head];
}

function scenarioSection(runs: readonly Run[], figures: readonly Markup[], index: number): Markup {
  const sections = runs.slice(-1).map(
    ({ scenario }) =>
      html`<section class="scenario" id="scenario-${index}">
        <h2>
          ${scenario.name} ${stateMark(scenario)} <span class="load">${loadOf(scenario)}</span>
        </h2>
        ${warningList(scenario.warnings)}
        <div class="beside">
          <div class="plots">${figures}</div>
          <div class="panel metrics-panel">${metricTable(runs)}</div>
        </div>
      </section>`,
  );
  return html`${sections}`;
}
