/** The help dialog: what the keys do and what the latencies mean. Escape closes it. */

import type { Signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { LATENCY_SOURCES } from "../columns.ts";
import { LATENCY_MEANINGS } from "../plots.ts";
import { SHORTCUTS } from "../shortcuts.ts";

export function Help({ isOpen }: { readonly isOpen: Signal<boolean> }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const isShown = isOpen.value;
  useEffect(() => {
    if (isShown) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isShown]);
  return (
    <dialog
      ref={dialog}
      class="help"
      aria-labelledby="help-title"
      onClose={() => (isOpen.value = false)}
    >
      <h2 id="help-title">Keys</h2>
      <dl>
        {SHORTCUTS.map(({ key, does }) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
        <div>
          <dt>
            <kbd>←</kbd> <kbd>→</kbd>
          </dt>
          <dd>
            on a chart, and everywhere while paused: move the crosshair by a second or minute, with
            Shift by ten
          </dd>
        </div>
        <div>
          <dt>drag</dt>
          <dd>across a chart: zoom in; a double click returns</dd>
        </div>
      </dl>
      <h2>Latencies</h2>
      <dl>
        {LATENCY_SOURCES.map((source) => (
          <div key={source}>
            <dt>{LATENCY_MEANINGS[source].label}</dt>
            <dd>{LATENCY_MEANINGS[source].sentence}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog">
        <button type="submit">Close</button>
      </form>
    </dialog>
  );
}
