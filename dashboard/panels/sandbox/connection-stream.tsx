/** The chosen connection: its state, its figures and its events. */

import type { ConnectionSnapshot } from "./sandbox-connection.ts";
import type { Row } from "./sandbox-log.ts";
import type { SandboxSession } from "./sandbox-session.ts";
import { ConnectionFigures } from "./connection-figures.tsx";
import { ConnectionEvents } from "./connection-events.tsx";

export interface ConnectionStreamProps {
  readonly session: SandboxSession;
  readonly connection: ConnectionSnapshot;
  readonly rows: readonly Row[];
}

export function ConnectionStream({ session, connection, rows }: ConnectionStreamProps) {
  const { state } = connection;
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
      <ConnectionEvents connection={connection} rows={rows} />
    </>
  );
}
