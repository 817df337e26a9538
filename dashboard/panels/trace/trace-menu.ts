/** What can be done with a traced event from its row. */

import { copyEntry } from "../../components/copy-entry.ts";
import { entriesOf, type MenuEntry } from "../../components/menu-entries.tsx";
import type { TracedEvent } from "./trace-log.ts";
import { traceRowId } from "./trace-row.tsx";
import type { View } from "../../view/view.ts";
import { showMoment } from "../../view/ways.ts";

/** More letters than these find hardly anything else. */
const MOST_LETTERS = 80;

/** The event of a row that an event of the mouse or keyboard is about. */
export function tracedUnder(
  { target }: Event,
  events: readonly TracedEvent[],
): TracedEvent | undefined {
  const id = target instanceof Element ? target.closest("[data-traced-id]")?.id : undefined;
  return events.find(({ key }) => id === traceRowId(key));
}

export interface TraceWays {
  readonly view: View;
  /** Offers to keep only what has this text. */
  readonly onKeep: (text: string) => void;
}

export function tracedEntries(
  { raw, data, type, id, atMs }: TracedEvent,
  { view, onKeep }: TraceWays,
): readonly MenuEntry[] {
  const [firstLine = ""] = data.split("\n", 1);
  return entriesOf(
    copyEntry("copy-frame", "Copy frame", raw, "the frame"),
    copyEntry("copy-data", "Copy data", data, "the data"),
    id === "" ? undefined : copyEntry("copy-id", "Copy id", id, "the event’s id"),
    type === "message"
      ? undefined
      : { name: "keep-type", label: "Keep only this type", choose: () => onKeep(`event:${type}`) },
    {
      name: "keep-data",
      label: "Keep only events with this data",
      choose: () => onKeep(firstLine.slice(0, MOST_LETTERS)),
    },
    { name: "moment", label: "Show its time in the charts", choose: () => showMoment(view, atMs) },
  );
}
