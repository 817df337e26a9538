/** Finds commands by a few letters of their names. */

import uFuzzy from "@leeoniya/ufuzzy";

/** Words in any order, up to three of them. */
const ORDERS = 3;

const finder = new uFuzzy({ unicode: true, interSplit: "[^\\p{L}\\d']+", intraIns: 2 });

export interface Findable {
  readonly id: string;
  readonly title: string;
  readonly group: string;
}

/** Those that match, best first. Without letters: all, those in `recent` (by id, newest first) before the others. */
export function findCommands<Item extends Findable>(
  items: readonly Item[],
  letters: string,
  recent: readonly string[],
): readonly Item[] {
  if (letters.trim() === "") {
    const used = recent.flatMap((id) => items.find((item) => item.id === id) ?? []);
    return [...used, ...items.filter((item) => !used.includes(item))];
  }
  const texts = items.map(({ group, title }) => `${title}, ${group}`);
  const [indexes, info, order] = finder.search(texts, letters, ORDERS);
  if (indexes === null) return [];
  const ordered = order === null || info === null ? indexes : order.map((at) => info.idx[at] ?? -1);
  return ordered.flatMap((index) => items[index] ?? []);
}
