/** What can be done with a topic from its row. */

import type { MenuEntry } from "../../components/menu-entries.tsx";
import { copyEntry } from "../../components/copy-entry.ts";
import type { View } from "../../view/view.ts";
import { openInSandbox } from "../../view/ways.ts";

/** What other panels do with a topic. */
export interface TopicWays {
  readonly onTrace: (topic: string) => void;
  readonly onShowStreams: (topic: string) => void;
}

export function topicEntries(
  topic: string,
  view: View,
  { onTrace, onShowStreams }: TopicWays,
): readonly MenuEntry[] {
  return [
    { name: "trace", label: "Trace it", choose: () => onTrace(topic) },
    { name: "sandbox", label: "Open in Sandbox", choose: () => openInSandbox(view, [topic]) },
    { name: "streams", label: "Show its streams", choose: () => onShowStreams(topic) },
    copyEntry("copy", "Copy name", topic, "the topic’s name"),
  ];
}
