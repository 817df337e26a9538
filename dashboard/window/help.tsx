/** The help dialog: what the keys do and what the latencies mean. Escape closes it. */

import type { Signal } from "@preact/signals";
import { LATENCY_SOURCES } from "../past/columns.ts";
import { LATENCY_MEANINGS } from "../charts/plots.ts";
import { Modal } from "../components/modal.tsx";
import { COMMANDS } from "./commands.ts";

export function Help({ isOpen }: { readonly isOpen: Signal<boolean> }) {
  return (
    <Modal isOpen={isOpen} name="help" label="Keys and meanings">
      {/* The focus begins at the button, which must not scroll the rest away. */}
      <header>
        <h2>Keys</h2>
        <button type="button" onClick={() => (isOpen.value = false)}>
          Close
        </button>
      </header>
      <dl>
        <div>
          <dt>
            <kbd>Ctrl</kbd> <kbd>K</kbd>
          </dt>
          <dd>Find any command, panel or chart by its name (⌘K on a Mac)</dd>
        </div>
        {COMMANDS.map(({ id, key, title }) =>
          key === undefined ? null : (
            <div key={id}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{title}</dd>
            </div>
          ),
        )}
        <div>
          <dt>
            <kbd>←</kbd> <kbd>→</kbd>
          </dt>
          <dd>
            On a chart, and everywhere while paused: move the crosshair by a second or minute, with
            Shift by ten
          </dd>
        </div>
        <div>
          <dt>drag</dt>
          <dd>Across a chart: zoom in; a double click or Escape returns</dd>
        </div>
        <div>
          <dt>
            <kbd>Enter</kbd>
          </dt>
          <dd>On a chart: enlarge it, or put it back, as Escape does</dd>
        </div>
        <div>
          <dt>
            <kbd>↑</kbd> <kbd>↓</kbd> <kbd>Enter</kbd>
          </dt>
          <dd>In a list: move and open; Delete ends a stream, after asking</dd>
        </div>
        <div>
          <dt>
            <kbd>Shift</kbd> <kbd>F10</kbd>
          </dt>
          <dd>On a chart or a row: its menu, as the Menu key and the right button do</dd>
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
    </Modal>
  );
}
