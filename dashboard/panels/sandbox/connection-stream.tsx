/** The chosen connection: its state, its figures and its events. */

import { useSignal } from "@preact/signals";
import type { ConnectionSnapshot } from "./sandbox-connection.ts";
import type { Row } from "./sandbox-log.ts";
import type { SandboxSession } from "./sandbox-session.ts";
import { ConnectionFigures } from "./connection-figures.tsx";
import { EventRaw } from "./event-raw.tsx";
import { EventList } from "./event-list.tsx";

export interface ConnectionStreamProps {
  readonly session: SandboxSession;
  readonly connection: ConnectionSnapshot;
  readonly rows: readonly Row[];
}

export function ConnectionStream({ session, connection, rows }: ConnectionStreamProps) {
  const { state } = connection;
  const active = useSignal<number | undefined>(undefined);
  const chosen = rows.find(({ key }) => key === active.value);
  return (
    <>
      <header class="stream-head">
        <span class="state" role="status" data-sandbox="state" data-state={state}>
          {state}
        </span>
        <ConnectionFigures connection={connection} isAlone />
        <button
          type="button"
          class="quiet"
          data-sandbox="clear"
          disabled={rows.length === 0}
          title="Empties the list; the counters continue"
          onClick={() => session.chosen.clear()}
        >
          Clear
        </button>
      </header>
      <EventList
        rows={rows}
        choice={{ key: chosen?.key, onChoose: (key) => (active.value = key) }}
      />
      {chosen?.kind === "event" ? <EventRaw row={chosen} /> : null}
    </>
  );
}
