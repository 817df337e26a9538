/** What can be done with an alarm from its row. */

import type { Alarm } from "../../past/alarms.ts";
import type { MenuEntry } from "../../components/menu-entries.tsx";
import { copyEntry } from "../../components/copy-entry.ts";
import type { View } from "../../view/view.ts";
import { showMoment } from "../../view/ways.ts";

/** `sentence` says what happened. */
export function alarmEntries(
  { figure, fromMs }: Alarm,
  sentence: string,
  view: View,
): readonly MenuEntry[] {
  return [
    {
      name: "moment",
      label: "Show its time in the charts",
      choose: () => showMoment(view, fromMs),
    },
    { name: "limit", label: "Change the limit", choose: () => focusLimit(figure) },
    copyEntry("copy", "Copy text", sentence, "the alarm"),
  ];
}

function focusLimit(figure: string): void {
  document.querySelector<HTMLElement>(`[data-alarm-figure="${figure}"] input`)?.focus();
}
