/** The panels by name, and the time range of the charts. */

import { formatTimeOfDay } from "../common/format.ts";
import { SPANS_MIN, spanLabel } from "../view/spans.ts";
import { PANELS, type View } from "../view/view.ts";
import { Choice } from "../components/choice.tsx";

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
  const panel = view.panel.value;
  return (
    <>
      {PANELS.map(({ name, label }, index) => (
        <button
          key={name}
          type="button"
          data-nav={name}
          aria-current={panel === name ? "page" : undefined}
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
      <ZoomOut view={view} />
      <span aria-hidden="true">time shown</span>
      <Choice
        name="span"
        legend="Time shown"
        options={SPANS_MIN.map((value) => ({ value, label: spanLabel(value) }))}
        chosen={view.spanMin.value}
        onChoose={(value) => {
          view.spanMin.value = value;
          view.zoom.value = undefined;
        }}
      />
    </section>
  );
}

/** While the charts show a part of the past: which, and the way back. */
function ZoomOut({ view }: { readonly view: View }) {
  const range = view.zoom.value;
  if (range === undefined) return null;
  return (
    <>
      <span data-zoom="shown">
        {formatTimeOfDay(range.fromMs)} to {formatTimeOfDay(range.toMs)}
      </span>
      <button
        type="button"
        class="zoom-out"
        data-zoom="out"
        title="Show the whole span again (Escape, or a double click on a chart)"
        onClick={() => (view.zoom.value = undefined)}
      >
        Zoom out
      </button>
    </>
  );
}
