/** What can be done with an event of the Sandbox from its row. */

import { splitList } from "../../common/list-field.ts";
import { copyEntry } from "../../components/copy-entry.ts";
import { entriesOf, type MenuEntry } from "../../components/menu-entries.tsx";
import { showToast } from "../../components/toasts.ts";
import type { EventRow } from "./sandbox-log.ts";
import type { SandboxSession, SandboxSnapshot } from "./sandbox-session.ts";

/** The row that an event of the mouse or keyboard is about, if it is one of an event. */
export function eventUnder(
  { target }: Event,
  { rows, columns }: SandboxSnapshot,
): EventRow | undefined {
  const item = target instanceof Element ? target.closest("[data-event-id]") : null;
  const number = item?.closest<HTMLElement>("[data-column-of]")?.dataset.columnOf;
  const column = columns.find(({ connection }) => String(connection.number) === number);
  const siblings = item?.parentElement?.children ?? [];
  const row = (column?.rows ?? rows)[[...siblings].findIndex((sibling) => sibling === item)];
  return row?.kind === "event" ? row : undefined;
}

export function eventEntries(
  { id, type, data, raw }: EventRow,
  session: SandboxSession,
): readonly MenuEntry[] {
  // An event does not tell its topic.
  const topic = splitList(session.chosen.form.topics).find((one) => one !== "*");
  return entriesOf(
    copyEntry("copy-data", "Copy data", data, "the data"),
    raw === undefined ? undefined : copyEntry("copy-raw", "Copy frame", raw, "the frame"),
    id === "" ? undefined : copyEntry("copy-id", "Copy id", id, "the event’s id"),
    topic === undefined
      ? undefined
      : {
          name: "publish",
          label: `Publish again to ${topic}`,
          choose: () => void publishAgain({ topic, type, data }, session),
        },
  );
}

async function publishAgain(
  { topic, type, data }: { readonly topic: string; readonly type: string; readonly data: string },
  session: SandboxSession,
): Promise<void> {
  const outcome = await session.publish({ topic, type: type === "message" ? "" : type, data });
  showToast(outcome.kind === "published" ? `Published as ${outcome.id}` : outcome.why);
}
