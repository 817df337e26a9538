/** What can be done with a kept result of the bench from its row. */

import type { BenchOrder, KeptBenchResult } from "#protocol";
import { reportPath } from "./bench-api.ts";
import type { BenchSession } from "./bench-session.ts";
import type { MenuEntry } from "../../components/menu-entries.tsx";
import { copyAndTell } from "../../components/toasts.ts";
import type { View } from "../../view/view.ts";

export function keptEntries(
  { name, hasReport }: KeptBenchResult,
  session: BenchSession,
  view: View,
  again: BenchOrder | undefined,
): readonly MenuEntry[] {
  const isPicked = session.state.peek().picked.includes(name);
  return [
    { name: "replay", label: "Replay", choose: () => void (view.replayedRun.value = name) },
    ...(hasReport
      ? [
          {
            name: "report",
            label: "Open the report",
            choose: () => void open(reportPath(name), "_blank", "noopener"),
          },
        ]
      : []),
    {
      name: "pick",
      label: isPicked ? "Do not compare it" : "Pick it to compare",
      choose: () => session.pick(name, !isPicked),
    },
    ...(again === undefined
      ? []
      : [{ name: "again", label: "Run again", choose: () => void session.start(again) }]),
    { name: "copy", label: "Copy name", choose: () => void copyAndTell(name, "the result’s name") },
  ];
}
