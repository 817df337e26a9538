/** The panels by name, and the time range of the charts. */

import { type PanelName, type View, WINDOWS_MIN } from "../view.ts";
import { Choice } from "./choice.tsx";

const ENTRIES: readonly { readonly name: PanelName; readonly label: string }[] = [
  { name: "live", label: "Live" },
  { name: "sandbox", label: "Sandbox" },
  { name: "bench", label: "Bench" },
  { name: "hub", label: "Hub" },
  { name: "streams", label: "Streams" },
];

export function Navigation({ view }: { readonly view: View }) {
  return (
    <div class="side">
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
      {ENTRIES.map(({ name, label }, index) => (
        <button
          key={name}
          type="button"
          data-nav={name}
          aria-current={view.panel.value === name ? "page" : undefined}
          onClick={() => (view.panel.value = name)}
        >
          {label}
          <kbd>{index + 1}</kbd>
        </button>
      ))}
    </>
  );
}

/** Those that have charts. */
const WITH_CHARTS: ReadonlySet<PanelName> = new Set(["live", "bench", "hub"]);

/** Applies to all charts. */
function TimeShown({ view }: { readonly view: View }) {
  if (!WITH_CHARTS.has(view.panel.value)) return null;
  return (
    <div class="time-shown">
      <span aria-hidden="true">minutes shown</span>
      <Choice
        name="window"
        legend="Minutes shown"
        options={WINDOWS_MIN.map((value) => ({ value, label: String(value) }))}
        chosen={view.windowMin.value}
        onChoose={(value) => (view.windowMin.value = value)}
      />
    </div>
  );
}
