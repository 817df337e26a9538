/** The status bar: details to look up now and then, not to watch. */

import { formatDuration, formatOffset, NOTHING } from "../format.ts";
import { isPageHttp1, waitingSentence } from "../six-connections.ts";
import type { View } from "../view.ts";

export function StatusBar({ view }: { readonly view: View }) {
  const { clock, snapshot, reconnects, isWaiting } = view.frame.value;
  const hub = snapshot?.hub;
  const threads = snapshot?.threads.length ?? 1;
  return (
    <footer class="status-bar">
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
      {view.isPaused.value ? <span class="notice">paused</span> : null}
    </footer>
  );
}
