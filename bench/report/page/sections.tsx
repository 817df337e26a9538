/** Parts that several pages share and that need no script: states, lists, tables, the environment. */

import type { ComponentChildren } from "preact";
import type { BenchResult, Environment, Metrics } from "../../result/result.ts";
import { formatInterval, formatJudged, formatMetric, formatNumber } from "../figures.ts";
import type { Run } from "../plots/plot.ts";

/** Each has a colour and a shape in the stylesheet. */
export type State = "valid" | "invalid" | "failed";

export function StateMark({ state, children }: { state: State; children: ComponentChildren }) {
  return (
    <span class="state" data-state={state}>
      {children}
    </span>
  );
}

/** The most important information: a word, a shape, and the explanation in `children`. */
export function VerdictBanner(props: { state: State; word: string; children: ComponentChildren }) {
  const { state, word, children } = props;
  return (
    <div class="verdict" data-state={state}>
      <p class="state" data-state={state}>
        {word}
      </p>
      {children}
    </div>
  );
}

/** A list of lines; nothing if there are none. */
export function Lines({ of, lines }: { of: string; lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <ul class={of}>
      {lines.map((line) => (
        <li>{line}</li>
      ))}
    </ul>
  );
}

/** The same with a title. */
export function ListPanel({ title, lines }: { title: string; lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <section class="panel">
      <h2>{title}</h2>
      <Lines of="limits" lines={lines} />
    </section>
  );
}

export function EnvironmentPanel({
  label = "",
  environment,
}: {
  label?: string;
  environment: Environment;
}) {
  const { startedAt, command, bun, os, cpu, cpus, memoryGib } = environment;
  const rows = [
    ["started", startedAt],
    ["processor", `${cpus} × ${cpu}`],
    ["memory", `${formatNumber(memoryGib)} GiB`],
    ["system", os],
    ["Bun", bun],
    ["command", command],
  ];
  return (
    <section class="panel environment">
      <h2>{label === "" ? "Environment" : `Environment, ${label}`}</h2>
      <dl>
        {rows.map(([name, value]) => (
          <div>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

export function ThresholdPanel({ thresholds }: Pick<BenchResult, "thresholds">) {
  if (thresholds.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="thresholds">
      <h2 id="thresholds">Thresholds</h2>
      <table class="thresholds">
        <thead>
          <tr>
            <th scope="col">wanted</th>
            <th scope="col" class="words">
              scenario
            </th>
            <th scope="col">got</th>
            <th scope="col">outcome</th>
          </tr>
        </thead>
        <tbody>
          {thresholds.map(({ expression, scenario, value, isMet }) => (
            <tr>
              <th scope="row">
                <code>{expression}</code>
              </th>
              <td class="words">{scenario}</td>
              <td>{formatJudged(value)}</td>
              <td>
                <StateMark state={isMet ? "valid" : "failed"}>{isMet ? "met" : "failed"}</StateMark>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** A column for each run, the base first; the last has the newest run's number of samples. */
export function MetricTable({ runs }: { runs: readonly Run[] }) {
  const all = runs.map(({ scenario }) => scenario.metrics);
  const names = [...new Set(all.flatMap((metrics) => Object.keys(metrics)))];
  return (
    <table class="metrics">
      <caption>All figures</caption>
      <thead>
        <tr>
          <th scope="col">metric</th>
          {runs.map(({ label }) => (
            <th scope="col">{label || "value"}</th>
          ))}
          <th scope="col" class="quiet">
            of
          </th>
        </tr>
      </thead>
      <tbody>
        {names.map((name) => (
          <tr>
            <th scope="row">{name}</th>
            {all.map((metrics) => (
              <td>{valueOf(metrics, name)}</td>
            ))}
            <td class="quiet">{samplesOf(all.at(-1)?.[name]?.samples)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function valueOf(metrics: Metrics, name: string): string {
  const metric = metrics[name];
  return metric === undefined ? "–" : formatMetric(metric) + formatInterval(metric);
}

function samplesOf(samples: number | undefined): string {
  return samples === undefined ? "" : formatNumber(samples);
}
