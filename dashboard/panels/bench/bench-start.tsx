/** Starts and stops runs of the bench, on a hub in development. */

import { useSignal } from "@preact/signals";
import type { BenchBounds, BenchOption, BenchOrder, BenchOverview } from "#protocol";
import type { BenchSession } from "./bench-session.ts";

const LABELS: Readonly<Record<BenchOption, string>> = {
  connections: "Clients",
  rate: "Rate, /s",
  duration: "Duration, s",
};

export interface BenchStartProps {
  readonly session: BenchSession;
  readonly overview: BenchOverview;
}

export function BenchStart({ session, overview }: BenchStartProps) {
  const { offers, bounds, running } = overview;
  const scenario = useSignal(offers[0]?.scenario ?? "");
  const offer = offers.find((one) => one.scenario === scenario.value);
  const start = (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    if (offer === undefined) return;
    const form = new FormData(event.currentTarget);
    const chosen = offer.options.map((option) => [option, Number(form.get(option))] as const);
    const order: BenchOrder = { scenario: offer.scenario, ...Object.fromEntries(chosen) };
    void session.start(order);
  };
  return (
    <form class="bench-form" aria-label="Start a run" onSubmit={start}>
      <label>
        <span>Scenario</span>
        <select
          name="scenario"
          data-bench="scenario"
          value={scenario.value}
          onChange={({ currentTarget }) => (scenario.value = currentTarget.value)}
        >
          {offers.map((one) => (
            <option key={one.scenario} value={one.scenario}>
              {one.scenario}
            </option>
          ))}
        </select>
      </label>
      {offer?.options.map((option) => (
        <NumberField key={option} option={option} bounds={bounds[option]} />
      ))}
      <div class="buttons">
        <button type="submit" class="primary" data-bench="start" disabled={running !== null}>
          Start
        </button>
        <button
          type="button"
          data-bench="stop"
          title="Stop the run, and keep what it has measured"
          disabled={running === null || running.isStopping}
          onClick={() => void session.stop()}
        >
          Stop
        </button>
      </div>
      <p class="bench-about">{offer?.about}</p>
    </form>
  );
}

interface NumberFieldProps {
  readonly option: BenchOption;
  readonly bounds: BenchBounds;
}

function NumberField({ option, bounds: { min, max, isWhole, fallback } }: NumberFieldProps) {
  return (
    <label>
      <span>{LABELS[option]}</span>
      <input
        type="number"
        name={option}
        required
        min={min}
        max={max}
        step={isWhole ? 1 : "any"}
        inputMode={isWhole ? "numeric" : "decimal"}
        autocomplete="off"
        data-bench={option}
        defaultValue={String(fallback)}
      />
    </label>
  );
}
