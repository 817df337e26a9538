/** The panels by name, and the time range of the charts. */

import { PANELS, type View, WINDOWS_MIN } from "../view.ts";
import { Choice } from "./choice.tsx";

export function Navigation({ view }: { readonly view: View }) {
  return (
    <div class={view.isNavigationHidden.value ? "side narrow" : "side"}>
      <nav class="navigation" aria-label="Panels">
        <Entries view={view} />
      </nav>
      <TimeShown view={view} />
    </div>
  );
}

function Entries({ view }: { readonly view: View }) {
  return (
    <>
      {PANELS.map(({ name, label }, index) => (
        <button
          key={name}
          type="button"
          data-nav={name}
          aria-current={view.panel.value === name ? "page" : undefined}
          onClick={() => (view.panel.value = name)}
        >
          <span class="label">{label}</span>
          <kbd>{index + 1}</kbd>
        </button>
      ))}
    </>
  );
}

/** Applies to all charts. */
function TimeShown({ view }: { readonly view: View }) {
  if (PANELS.find(({ name }) => name === view.panel.value)?.hasCharts !== true) return null;
  return (
    <section class="time-shown" aria-label="Time shown">
      <span aria-hidden="true">minutes shown</span>
      <Choice
        name="window"
        legend="Minutes shown"
        options={WINDOWS_MIN.map((value) => ({ value, label: String(value) }))}
        chosen={view.windowMin.value}
        onChoose={(value) => (view.windowMin.value = value)}
      />
    </section>
  );
}
