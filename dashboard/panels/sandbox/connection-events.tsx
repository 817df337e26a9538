/** The events of a connection, one of which may be chosen: it is then shown whole below them. */

import { useSignal } from "@preact/signals";
import { visibleText } from "../../common/hidden-characters.ts";
import { EventList } from "./event-list.tsx";
import { EventRaw } from "./event-raw.tsx";
import type { ConnectionSnapshot } from "./sandbox-connection.ts";
import type { Row } from "./sandbox-log.ts";

export interface ConnectionEventsProps {
  readonly connection: ConnectionSnapshot;
  readonly rows: readonly Row[];
}

export function ConnectionEvents({ connection, rows }: ConnectionEventsProps) {
  const name = `events-of-${connection.number}`;
  const label = visibleText(connection.name);
  const active = useSignal<number | undefined>(undefined);
  const chosen = rows.find(({ key }) => key === active.value);
  return (
    <>
      <EventList
        name={name}
        label={`Events of ${label}, newest first`}
        rows={rows}
        chosen={chosen?.key}
        onChoose={(key) => (active.value = key)}
      />
      {chosen?.kind === "event" ? (
        <EventRaw list={name} label={`The chosen event of ${label}`} row={chosen} />
      ) : null}
    </>
  );
}
