/**
 * Decodes text without a view or a decoder per value, since thousands of connections share it. Strings are copies, so
 * that one that is kept does not pin the read it came from.
 */

declare global {
  // Both Bun and Node have these, but not their types. They are 1.5 times as fast as toString(encoding).
  interface Buffer {
    utf8Slice(start: number, end: number): string;
    latin1Slice(start: number, end: number): string;
  }
}

/**
 * Decodes bytes from `start` to below `end`. A byte order mark stays; invalid UTF-8 becomes U+FFFD.
 * [spec] https://encoding.spec.whatwg.org/#utf-8-decode-without-bom
 */
export function decodeUtf8(bytes: Buffer, start: number, end: number): string {
  return bytes.utf8Slice(start, end);
}

/** Decodes bytes from `start` to below `end`, one character per byte: header fields are not UTF-8. */
export function decodeLatin1(bytes: Buffer, start: number, end: number): string {
  return bytes.latin1Slice(start, end);
}

/** The same memory as a Buffer; sockets already pass one. */
export function asBuffer(bytes: Uint8Array): Buffer {
  if (Buffer.isBuffer(bytes)) return bytes;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
