/** Whether a stream is one that a list asks for. What many streams share is looked through once. */

import type { StreamQuery } from "#protocol";
import type { ThreadlessRecord } from "./stream-records.ts";

export function isMatchOf(
  { search, transport, topic }: StreamQuery,
  thread: number,
): (record: ThreadlessRecord) => boolean {
  const isFound = search === "" ? () => true : finder(search.toLowerCase(), thread);
  return (record) =>
    (transport === undefined || record.transport === transport) &&
    (topic === undefined || record.topics.includes(topic)) &&
    isFound(record);
}

/** `text` is in lower case. */
function finder(text: string, thread: number): (record: ThreadlessRecord) => boolean {
  const isIn = (field: string) => field.toLowerCase().includes(text);
  const isInOne = remembered(isIn);
  const isInTopics = remembered((topics: readonly string[]) => topics.some(isIn));
  return ({ number, topics, address, userAgent, cause }) =>
    isInTopics(topics) ||
    (address !== null && isIn(address)) ||
    (userAgent !== null && isInOne(userAgent)) ||
    (cause !== null && isInOne(cause)) ||
    `${thread}-${number}`.includes(text);
}

/** Asks once for each value; streams of one audience have the same array of topics. */
function remembered<Value>(isSo: (value: Value) => boolean): (value: Value) => boolean {
  const known = new Map<Value, boolean>();
  return (value) => {
    const before = known.get(value);
    if (before !== undefined) return before;
    const found = isSo(value);
    known.set(value, found);
    return found;
  };
}
