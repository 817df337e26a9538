/** The status bar: details to look up now and then, not to watch. */

import type { Signal } from "@preact/signals";
import { ALARM_FIGURES } from "../past/alarm-figures.ts";
import type { AlarmsSnapshot } from "../past/alarms.ts";
import { formatDuration, formatOffset, formatRate, NOTHING } from "../common/format.ts";
import { isPageHttp1, waitingSentence } from "../feed/six-connections.ts";
import type { View } from "../view/view.ts";

export interface StatusBarProps {
  readonly view: View;
  readonly alarms: Signal<AlarmsSnapshot>;
}

export function StatusBar({ view, alarms }: StatusBarProps) {
  const { clock, snapshot, reconnects, isWaiting, streamState, offlineSinceMs } = view.frame.value;
  const hub = snapshot?.hub;
  const threads = snapshot?.threads.length ?? 1;
  return (
    <footer class="status-bar">
      <span class="wide">stream {offlineSinceMs === undefined ? streamState : "offline"}</span>
      <span class="wide">
        {formatRate(streamState === "open" ? snapshot?.deliveriesPerSecond : undefined)}{" "}
        deliveries/s
      </span>
      <span title="Offset of the hub’s clock to this page’s, from the quickest of several round trips">
        clock{" "}
        {clock === undefined
          ? NOTHING
          : `${formatOffset(clock.offsetMs)} ms ±${clock.errorMs.toFixed(1)}`}
      </span>
      <span>hub {hub?.version ?? NOTHING}</span>
      <span>{hub?.log ?? NOTHING} log</span>
      {threads === 1 ? null : (
        <span title="Threads that serve clients, on one port">
          <span data-metric="threads">{threads}</span> threads
        </span>
      )}
      <span>up {hub === undefined ? NOTHING : formatDuration(hub.uptimeMs)}</span>
      <span title="Identifies this log: event ids start with it">
        epoch <code>{hub?.epoch ?? NOTHING}</code>
      </span>
      {hub?.state === "draining" ? <span class="notice">draining</span> : null}
      {reconnects === 0 ? null : (
        <span title="How often the dashboard’s stream was reopened">
          stream reopened {reconnects}×
        </span>
      )}
      {isWaiting ? (
        <span class="notice" role="status" title={waitingSentence(isPageHttp1())}>
          waiting for the hub
        </span>
      ) : null}
      <RaisedAlarms view={view} alarms={alarms} />
      {view.isPaused.value ? <span class="notice">paused</span> : null}
    </footer>
  );
}

/** Which figures are above their limits now; leads to the Alarms panel. */
function RaisedAlarms({ view, alarms }: StatusBarProps) {
  const raised = alarms.value.alarms.filter(({ toMs }) => toMs === undefined);
  if (raised.length === 0) return null;
  const labels = raised.map(
    ({ figure }) => ALARM_FIGURES.find(({ name }) => name === figure)?.label ?? figure,
  );
  return (
    <button
      type="button"
      class="quiet raised"
      data-raised-alarms={raised.length}
      onClick={() => (view.panel.value = "alarms")}
    >
      {raised.length === 1 ? "Alarm" : `${raised.length} alarms`}: {labels.join(", ")}
    </button>
  );
}
