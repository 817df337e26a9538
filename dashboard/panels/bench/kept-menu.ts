/** What can be done with a kept result of the bench from its row. */

import type { BenchOrder, KeptBenchResult } from "#protocol";
import { reportPath } from "./bench-api.ts";
import type { BenchSession } from "./bench-session.ts";
import { copyEntry } from "../../components/copy-entry.ts";
import { entriesOf, type MenuEntry } from "../../components/menu-entries.tsx";
import type { View } from "../../view/view.ts";

export function keptEntries(
  { name, hasReport }: KeptBenchResult,
  session: BenchSession,
  view: View,
  again: BenchOrder | undefined,
): readonly MenuEntry[] {
  const isPicked = session.state.peek().picked.includes(name);
  return entriesOf(
    { name: "replay", label: "Replay", choose: () => void (view.replayedRun.value = name) },
    hasReport
      ? {
          name: "report",
          label: "Open the report",
          choose: () => void open(reportPath(name), "_blank", "noopener"),
        }
      : undefined,
    {
      name: "pick",
      label: isPicked ? "Do not compare it" : "Pick it to compare",
      choose: () => session.pick(name, !isPicked),
    },
    again && { name: "again", label: "Run again", choose: () => void session.start(again) },
    copyEntry("copy", "Copy name", name, "the result’s name"),
  );
}
