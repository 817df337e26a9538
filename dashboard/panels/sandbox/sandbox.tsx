/**
 * The Sandbox: connect several times, over one transport or another, see events arrive, publish, cut a connection and
 * watch it resume.
 */

import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { joinList } from "../../common/list-field.ts";
import type { SandboxSession, SandboxSnapshot } from "./sandbox-session.ts";
import type { View } from "../../view/view.ts";
import { ConnectForm } from "./connect-form.tsx";
import { ConnectionColumns } from "./connection-columns.tsx";
import { ConnectionRow } from "./connection-row.tsx";
import { ConnectionStream } from "./connection-stream.tsx";
import { PublishForm } from "./publish-form.tsx";
import { openContextMenu } from "../../components/context-menu.tsx";
import { Splitter } from "../../components/splitter.tsx";
import { eventEntries, eventUnder } from "./event-menu.ts";

export interface SandboxPanelProps {
  readonly view: View;
  readonly session: SandboxSession;
  readonly sandbox: Signal<SandboxSnapshot>;
}

export function SandboxPanel({ view, session, sandbox }: SandboxPanelProps) {
  const { chosen, rows, columns, isPublishLate, isDropLate } = sandbox.value;
  /** Counts the lists of topics that came from elsewhere, so that the form takes each once. */
  const opened = useSignal(0);
  const wantsFocus = useRef(false);
  const toOpen = view.topicsToOpen.value;
  useEffect(() => {
    if (toOpen === undefined) return;
    view.topicsToOpen.value = undefined;
    session.chosen.fillIn({ topics: joinList(toOpen) });
    wantsFocus.current = true;
    opened.value += 1;
  }, [toOpen]);
  return (
    <section
      class="panel sandbox"
      data-panel="sandbox"
      aria-labelledby="sandbox-title"
      hidden={view.panel.value !== "sandbox"}
    >
      <h2 id="sandbox-title" class="for-readers">
        Sandbox
      </h2>
      <div class="forms">
        <ConnectForm
          key={`${chosen.number} ${opened.value}`}
          session={session}
          chosen={chosen}
          isOnly={sandbox.value.connections.length === 1}
          isDropLate={isDropLate}
          wantsFocus={wantsFocus}
        />
        <PublishForm session={session} isLate={isPublishLate} />
      </div>
      <Splitter view={view} name="forms" label="the forms" along="row" first={0.27} />
      <section
        class="stream"
        aria-label="Connections"
        onContextMenu={(event) => {
          const row = eventUnder(event, sandbox.peek());
          if (row === undefined) return;
          openContextMenu(event, `Event ${row.id}`, eventEntries(row, session));
        }}
      >
        <ConnectionRow session={session} snapshot={sandbox.value} />
        {columns.length > 0 ? (
          <ConnectionColumns session={session} columns={columns} chosen={chosen.number} />
        ) : (
          <ConnectionStream key={chosen.number} session={session} connection={chosen} rows={rows} />
        )}
      </section>
    </section>
  );
}
