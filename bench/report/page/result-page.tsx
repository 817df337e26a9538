/** The page for a result, or for two overlaid ones: the verdict and the headlines first, then a section for each scenario. */

import type { ComponentChildren } from "preact";
import type { BenchResult, ScenarioResult, ThresholdOutcome } from "../../result/result.ts";
import { counted } from "../figures.ts";
import type { Run } from "../plots/plot.ts";
import { plotsOf } from "../plots/plots.ts";
import { findings, loadOf, stateOf } from "../summary.ts";
import { PlotFigure } from "./figure.tsx";
import { htmlPage } from "./page.tsx";
import {
  EnvironmentPanel,
  Lines,
  MetricTable,
  type State,
  StateMark,
  ThresholdPanel,
  VerdictBanner,
} from "./sections.tsx";

/** One result to show, or the base and the head to compare. */
export type Shown = readonly [BenchResult] | readonly [base: BenchResult, head: BenchResult];

const WORDS = { valid: "Valid", invalid: "Invalid", failed: "Failed" } as const;
const LABELS = ["base", "head"];

/**
 * `verdict` is what comparing the two found; it comes first.
 * @throws {AggregateError} if the page's script cannot be bundled
 */
export function resultPage(results: Shown, verdict?: ComponentChildren): Promise<string> {
  const newest = results.at(-1) ?? results[0];
  const { scenarios, environment } = newest;
  const names = scenarios.map(({ name }) => name).join(", ");
  return htmlPage({
    title: `${names === "" ? "No scenario" : names} · Streamgauge bench, ${environment.startedAt}`,
    about: results.length === 1 ? "bench report" : "bench report: head, overlaid on base",
    startedAt: environment.startedAt,
    foot: footOf(newest),
    children: (
      <>
        {verdict}
        <ResultBanner result={newest} noun="scenario" />
        <Headlines scenarios={scenarios} />
        <ThresholdPanel thresholds={newest.thresholds} />
        {scenarios.map((scenario, index) => (
          <ScenarioSection scenario={scenario} runs={runsOf(scenario, results)} index={index} />
        ))}
        {results.map((one, index) => (
          <EnvironmentPanel
            label={results.length === 1 ? "" : (LABELS[index] ?? "")}
            environment={one.environment}
          />
        ))}
      </>
    ),
  });
}

export function footOf({ tool, schemaVersion }: BenchResult): string {
  return `Made by ${tool.name} ${tool.version}; result schema ${schemaVersion}. Lost events count as infinitely late in every percentile.`;
}

/** The scenario, preceded by the base's if the base has it. */
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

interface BannerParts {
  readonly result: BenchResult;
  readonly noun: string;
  readonly children?: ComponentChildren;
}

/** Whether the figures are valid and the thresholds met; `noun` is what a scenario of this result is called. */
export function ResultBanner({ result, noun, children }: BannerParts) {
  const { scenarios, thresholds, environment } = result;
  const state = stateOfAll(result);
  const said = [validityOf(scenarios, noun), ...thresholdsOf(thresholds)].join("; ");
  return (
    <VerdictBanner state={state} word={WORDS[state]}>
      <p>{sentence(said)}</p>
      {children}
      <code>{environment.command}</code>
    </VerdictBanner>
  );
}

function stateOfAll({ scenarios, thresholds }: BenchResult): State {
  if (scenarios.length === 0 || scenarios.some(isUntrusted)) return "invalid";
  return thresholds.some(({ isMet }) => !isMet) ? "failed" : "valid";
}

function validityOf(scenarios: readonly ScenarioResult[], noun: string): string {
  const untrusted = scenarios.filter(isUntrusted).length;
  if (scenarios.length === 0) return `no ${noun} was finished`;
  if (untrusted === 0) return `${counted(scenarios.length, noun)}, all figures valid`;
  return `${untrusted} of ${counted(scenarios.length, noun)} cannot be trusted`;
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

function Headlines({ scenarios }: { scenarios: readonly ScenarioResult[] }) {
  return (
    <ol class="headlines">
      {scenarios.map((scenario, index) => (
        <li>
          <h2>
            <a href={`#scenario-${index}`}>{scenario.name}</a> <ScenarioState of={scenario} />
          </h2>
          <p class="load">{loadOf(scenario)}</p>
          {findings(scenario).map((line) => (
            <p>{line}</p>
          ))}
        </li>
      ))}
    </ol>
  );
}

export function ScenarioState({ of }: { of: ScenarioResult }) {
  return <StateMark state={isUntrusted(of) ? "invalid" : "valid"}>{stateOf(of)}</StateMark>;
}

interface ScenarioParts {
  readonly scenario: ScenarioResult;
  readonly runs: readonly Run[];
  readonly index: number;
}

function ScenarioSection({ scenario, runs, index }: ScenarioParts) {
  return (
    <section class="scenario" id={`scenario-${index}`}>
      <h2>
        {scenario.name} <ScenarioState of={scenario} /> <span class="load">{loadOf(scenario)}</span>
      </h2>
      <Lines of="warnings" lines={scenario.warnings} />
      <div class="beside">
        <div class="plots">
          {plotsOf(runs).map((plot) => (
            <PlotFigure plot={plot} />
          ))}
        </div>
        <div class="panel metrics-panel">
          <MetricTable runs={runs} />
        </div>
      </div>
    </section>
  );
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
