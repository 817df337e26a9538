/** Two to four connections as columns, each with its figures and its newest events. */

import type { Column, SandboxSession } from "./sandbox-session.ts";
import { transportLabel } from "./transports.ts";
import { ConnectionFigures } from "./connection-figures.tsx";
import { visibleText } from "../../common/hidden-characters.ts";
import { Verbatim } from "../../components/verbatim.tsx";
import { ConnectionEvents } from "./connection-events.tsx";

export interface ConnectionColumnsProps {
  readonly session: SandboxSession;
  readonly columns: readonly Column[];
  /** The number of the chosen connection. */
  readonly chosen: number;
}

export function ConnectionColumns({ session, columns, chosen }: ConnectionColumnsProps) {
  return (
    <div class="connection-columns">
      {columns.map(({ connection, rows }) => (
        <section
          key={connection.number}
          class={connection.number === chosen ? "column chosen" : "column"}
          aria-label={visibleText(connection.name)}
          data-column-of={connection.number}
          onPointerDown={() => session.choose(connection.number)}
          // What a menu offers is for this connection, though keys may have opened it.
          onContextMenu={() => session.choose(connection.number)}
        >
          <header class="column-head">
            <h3>
              <Verbatim text={connection.name} />
            </h3>
            <small>{transportLabel(connection.transport)}</small>
            <span class="state" data-state={connection.state}>
              {connection.state}
            </span>
            <ConnectionFigures connection={connection} isAlone={false} />
          </header>
          <ConnectionEvents connection={connection} rows={rows} />
        </section>
      ))}
    </div>
  );
}
