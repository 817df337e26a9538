/**
 * A topic's name in two parts, for a row that may be too narrow for it: the end stays, and what is before it is cut
 * where the room ends. Both parts together are the name, so that copying and searching find it whole.
 */

/** Characters as people see them that stay at the end. */
const TAIL = 9;
/** Shorter names are cut at their end, if at all. */
const LEAST = 28;
/** Code units to look for these in: a character may have several. */
const LOOK = 64;

export interface NameParts {
  readonly head: string;
  readonly tail: string;
}

const characters = new Intl.Segmenter(undefined, { granularity: "grapheme" });

export function nameParts(topic: string): NameParts {
  if (topic.length < LEAST) return { head: topic, tail: "" };
  const from = topic.length - LOOK;
  // It may begin within a character, but ends with whole ones.
  const ends = [...characters.segment(topic.slice(Math.max(0, from)))].slice(-TAIL);
  if (ends.length < TAIL) return { head: topic, tail: "" };
  const tail = ends.map(({ segment }) => segment).join("");
  return { head: topic.slice(0, topic.length - tail.length), tail };
}
