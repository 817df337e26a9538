/** The connections by name, of which one is chosen, and the buttons that add one or show them side by side. */

import type { SandboxSession, SandboxSnapshot } from "./sandbox-session.ts";
import { Verbatim } from "../../components/verbatim.tsx";
import { transportLabel } from "./transports.ts";

export interface ConnectionRowProps {
  readonly session: SandboxSession;
  readonly snapshot: SandboxSnapshot;
}

export function ConnectionRow({ session, snapshot }: ConnectionRowProps) {
  const { connections, chosen, columns } = snapshot;
  const isSideBySide = columns.length > 0;
  return (
    <div class="connection-row">
      <fieldset class="connections">
        <legend class="for-readers">Connection</legend>
        {connections.map(({ number, name, transport, state }) => (
          <label key={number} data-connection={number}>
            <input
              type="radio"
              name="connection"
              value={number}
              checked={number === chosen.number}
              onChange={() => session.choose(number)}
            />
            <span class="connection" data-state={state}>
              <b>
                <Verbatim text={name} />
              </b>{" "}
              <small>{transportLabel(transport)}</small>
              <span class="for-readers">, {state}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <button
        type="button"
        class="quiet"
        data-sandbox="add"
        disabled={session.isFull}
        title="Another connection, to the same topics over another transport"
        onClick={() => session.add()}
      >
        Add connection
      </button>
      <button
        type="button"
        class="quiet side-by-side"
        data-sandbox="side-by-side"
        aria-pressed={isSideBySide}
        disabled={connections.length < 2}
        title="Up to four connections as columns"
        onClick={() => session.showSideBySide(!isSideBySide)}
      >
        Side by side
      </button>
    </div>
  );
}
