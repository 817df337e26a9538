/** Memory taken by events. JavaScriptCore stores a string in one byte per character if all are ASCII, else in two. */

import type { Draft } from "#protocol";

/** Overhead of a string. */
const TEXT_BYTES = 24;

export function textBytes(text: string): number {
  const isAscii = Buffer.byteLength(text) === text.length;
  return TEXT_BYTES + (isAscii ? text.length : 2 * text.length);
}

/** Bytes of all strings of a draft or event. */
export function draftBytes({ topics, data, type, id }: Draft): number {
  let bytes = textBytes(data);
  for (const topic of topics) bytes += textBytes(topic);
  if (type !== undefined) bytes += textBytes(type);
  if (id !== undefined) bytes += textBytes(id);
  return bytes;
}
