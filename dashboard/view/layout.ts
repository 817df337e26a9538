/** How the window is divided: the share of the first of two panes, from 0 to 1, by the name of the line between them. */

import { parsedJson } from "../common/json.ts";
import { recall, remember } from "../common/remembered.ts";

export type Layout = Readonly<Record<string, number>>;

const NAME = "layout";

/** Empty if nothing, or something else, is remembered. */
export function rememberedLayout(): Layout {
  const kept = parsedJson(recall(NAME) ?? "");
  if (typeof kept !== "object" || kept === null) return {};
  const shares = Object.entries(kept).filter(
    (entry): entry is [string, number] =>
      typeof entry[1] === "number" && entry[1] >= 0 && entry[1] <= 1,
  );
  return Object.fromEntries(shares);
}

export function rememberLayout(layout: Layout): void {
  remember(NAME, JSON.stringify(layout));
}
