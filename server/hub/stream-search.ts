/** Whether a stream is one that a list asks for. A user agent, which many share, is looked through once. */

import type { StreamQuery } from "#protocol";
import type { ThreadlessRecord } from "./stream-records.ts";

/** What an id is made of. */
const PART_OF_ID = /^[\d-]+$/;

export function isMatchOf(
  { search, transport, topic }: StreamQuery,
  thread: number,
): (record: ThreadlessRecord) => boolean {
  const isFound = search === "" ? () => true : finder(search, thread);
  return (record) =>
    (transport === undefined || record.transport === transport) &&
    (topic === undefined || record.topics.includes(topic)) &&
    isFound(record);
}

function finder(search: string, thread: number): (record: ThreadlessRecord) => boolean {
  // Quicker than to make a copy of each field in lower case.
  const pattern = new RegExp(RegExp.escape(search), "iu");
  const isIn = (field: string) => pattern.test(field);
  const isInShared = remembered(isIn);
  const isOfId = PART_OF_ID.test(search);
  return ({ number, topics, address, userAgent, cause }) =>
    topics.some(isIn) ||
    (address !== null && isIn(address)) ||
    (userAgent !== null && isInShared(userAgent)) ||
    (cause !== null && isIn(cause)) ||
    (isOfId && `${thread}-${number}`.includes(search));
}

/** Asks once for each text. */
function remembered(isSo: (text: string) => boolean): (text: string) => boolean {
  const known = new Map<string, boolean>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const found = isSo(text);
    known.set(text, found);
    return found;
  };
}
