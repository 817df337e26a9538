/** The parts of the HTML report that need no script: verdict, findings, places for charts. All of it is escaped text. */

import type {
  BenchResult,
  Environment,
  ScenarioResult,
  ThresholdOutcome,
} from "../result/result.ts";
import { formatNumber } from "./figures.ts";
import { figureTable } from "./html-tables.ts";
import { html, type Markup } from "./markup.ts";
import type { Plot } from "./plot.ts";
import { findings, loadOf, stateOf } from "./summary.ts";

const WORDS = { valid: "Valid", invalid: "Invalid", failed: "Failed" } as const;

/** What a reader wants to know before anything else, in a word, a shape and a sentence. */
export function verdictBanner(result: BenchResult): Markup {
  const state = verdictOf(result);
  const parts = [validityOf(result.scenarios), ...thresholdsOf(result.thresholds)];
  return html`<div class="verdict" data-state="${state}">
    <p class="state" data-state="${state}">${WORDS[state]}</p>
    <p>${sentence(parts.join("; "))}</p>
    <code>${result.environment.command}</code>
  </div>`;
}

function verdictOf({ scenarios, thresholds }: BenchResult): keyof typeof WORDS {
  if (scenarios.length === 0 || scenarios.some(isUntrusted)) return "invalid";
  return thresholds.some(({ isMet }) => !isMet) ? "failed" : "valid";
}

function validityOf(scenarios: readonly ScenarioResult[]): string {
  const untrusted = scenarios.filter(isUntrusted).length;
  if (scenarios.length === 0) return "no scenario was finished";
  if (untrusted === 0) return `${counted(scenarios.length, "scenario")}, all figures valid`;
  return `${untrusted} of ${counted(scenarios.length, "scenario")} not to be trusted`;
}

function thresholdsOf(thresholds: readonly ThresholdOutcome[]): string[] {
  const missed = thresholds.filter(({ isMet }) => !isMet).length;
  if (thresholds.length === 0) return [];
  const all = counted(thresholds.length, "threshold");
  return [missed > 0 ? `${missed} of ${all} failed` : `${all} met`];
}

function isUntrusted({ valid, partial }: ScenarioResult): boolean {
  return !valid || partial;
}

export function headlineList(scenarios: readonly ScenarioResult[]): Markup {
  const items = scenarios.map(
    (scenario, index) =>
      html`<li>
        <h2><a href="#scenario-${index}">${scenario.name}</a> ${stateMark(scenario)}</h2>
        <p class="load">${loadOf(scenario)}</p>
        ${findings(scenario).map((line) => html`<p>${line}</p>`)}
      </li>`,
  );
  return html`<ol class="headlines">
    ${items}
  </ol>`;
}

export function stateMark(scenario: ScenarioResult): Markup {
  const state = isUntrusted(scenario) ? "invalid" : "valid";
  return html`<span class="state" data-state="${state}">${stateOf(scenario)}</span>`;
}

export function warningList(warnings: readonly string[]): Markup | undefined {
  if (warnings.length === 0) return undefined;
  return html`<ul class="warnings">
    ${warnings.map((warning) => html`<li>${warning}</li>`)}
  </ul>`;
}

/** A place for a chart, with what it means in words and the same figures in a table. */
export function plotFigure(plot: Plot, index: number): Markup {
  const { title, meaning, lines, y, table } = plot;
  const legend = lines.map(
    ({ label, style, isBase }) =>
      html`<li class="line-${style}${isBase ? " base" : ""}">
        <svg class="swatch" width="18" height="6" aria-hidden="true"><path d="M0 3h18" /></svg
        >${label}
      </li>`,
  );
  return html`<figure class="plot">
    <figcaption>
      <h3>${title}${y.unit === "" ? undefined : html` <span class="unit">${y.unit}</span>`}</h3>
      <ul class="legend">
        ${legend}
      </ul>
    </figcaption>
    <div class="plot-body">
      <canvas
        data-plot="${index}"
        role="img"
        aria-label="${title}: ${lines.map(({ label }) => label).join(", ")}. The table below has the same figures."
      ></canvas>
    </div>
    <p class="meaning">${meaning}</p>
    <details>
      <summary>Figures</summary>
      ${figureTable(title, table)}
    </details>
  </figure>`;
}

export function environmentTable(label: string, environment: Environment): Markup {
  const { startedAt, command, bun, os, cpu, cpus, memoryGib } = environment;
  const rows: readonly (readonly [string, string])[] = [
    ["started", startedAt],
    ["processor", `${cpus} × ${cpu}`],
    ["memory", `${formatNumber(memoryGib)} GiB`],
    ["system", os],
    ["Bun", bun],
    ["command", command],
  ];
  return html`<section class="panel environment">
    <h2>${label === "" ? "Environment" : `Environment, ${label}`}</h2>
    <dl>
      ${rows.map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
  </section>`;
}

function counted(count: number, noun: string): string {
  return `${formatNumber(count)} ${noun}${count === 1 ? "" : "s"}`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
