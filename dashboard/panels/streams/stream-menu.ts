/** What can be done with a stream from its row. */

import type { StreamRecord } from "#protocol";
import { joinList } from "../../common/list-field.ts";
import { copyEntry } from "../../components/copy-entry.ts";
import { entriesOf, type MenuEntry } from "../../components/menu-entries.tsx";
import type { StreamsSession } from "./streams-session.ts";
import type { View } from "../../view/view.ts";

/** The stream of a row that an event is about, or was; the keys move to it. */
export function streamUnder({ target }: Event, session: StreamsSession): StreamRecord | undefined {
  const element = target instanceof Element ? target.closest("[data-stream-id]") : null;
  if (element === null) return undefined;
  // The heading is the first.
  const row = Number(element.getAttribute("aria-rowindex")) - 2;
  session.moveTo(row);
  return session.pages.at(row);
}

export function streamEntries(
  record: StreamRecord,
  session: StreamsSession,
  view: View,
): readonly MenuEntry[] {
  const { id, address, closedAtMs } = record;
  return entriesOf(
    { name: "details", label: "Details", choose: () => session.open(record) },
    { name: "trace", label: "Trace its topics", choose: () => traceTopicsOf(record, view) },
    closedAtMs === null
      ? { name: "end", label: "End stream …", choose: () => session.askToEnd(record) }
      : undefined,
    copyEntry("copy-id", "Copy id", id, "the stream’s id"),
    address === null
      ? undefined
      : copyEntry("copy-address", "Copy address", address, "the client’s address"),
  );
}

/** Shows what a stream gets, event by event. */
export function traceTopicsOf({ topics }: StreamRecord, view: View): void {
  view.tracedTopics.value = joinList(topics);
  view.panel.value = "trace";
}

/** Lists the open streams that have a text in their topics, or elsewhere. */
export function showStreamsWith(
  search: string,
  { streams, view }: { readonly streams: StreamsSession; readonly view: View },
): void {
  streams.choose({ state: "open", search, transport: undefined });
  view.panel.value = "streams";
}
