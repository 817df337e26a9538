/** Lines and fields of an event stream as bytes: where they end, which field it is, where the value starts. */

export const LF = 0x0a;
export const CR = 0x0d;
export const COLON = 0x3a;
const SPACE = 0x20;
const ZERO = 0x30;
const NINE = 0x39;

export const DATA = Buffer.from("data");
export const EVENT = Buffer.from("event");
export const ID = Buffer.from("id");
export const RETRY = Buffer.from("retry");

/** The index of the first `byte` between `start` and `end`, or `end` if it does not occur there. */
export function indexBelow(bytes: Buffer, byte: number, start: number, end: number): number {
  const at = bytes.indexOf(byte, start);
  return at === -1 || at > end ? end : at;
}

/** The index of the first CR or LF at or after `start`, where the line ends; `end` if it has neither before `end`. */
export function indexOfLineEnd(bytes: Buffer, start: number, end: number): number {
  return Math.min(indexBelow(bytes, LF, start, end), indexBelow(bytes, CR, start, end));
}

/** Whether the line is this field: its name, followed by a colon or nothing. */
export function isField(bytes: Buffer, start: number, end: number, name: Buffer): boolean {
  const nameEnd = start + name.length;
  if (nameEnd > end || (nameEnd < end && bytes[nameEnd] !== COLON)) return false;
  for (let at = 0; at < name.length; at++) if (bytes[start + at] !== name[at]) return false;
  return true;
}

/** Where the value starts after the name, which ends at `nameEnd`; `end` if it is empty. */
export function valueStart(bytes: Buffer, nameEnd: number, end: number): number {
  if (nameEnd === end) return end;
  // [spec] If value starts with a U+0020 SPACE character, remove it from value.
  return nameEnd + 1 < end && bytes[nameEnd + 1] === SPACE ? nameEnd + 2 : nameEnd + 1;
}

/** The whole number, at most the largest safe one; `undefined` unless there are only digits. */
export function parseDigits(bytes: Buffer, start: number, end: number): number | undefined {
  // [spec] If the field value consists of only ASCII digits, then interpret the field value as an
  // integer in base ten … Otherwise, ignore the field.
  if (start === end) return undefined;
  let value = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte < ZERO || byte > NINE) return undefined;
    value = Math.min(value * 10 + byte - ZERO, Number.MAX_SAFE_INTEGER);
  }
  return value;
}
