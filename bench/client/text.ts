/**
 * Text out of bytes, without a view or a decoder for each value: thousands of connections share this.
 * The strings are copies, so that a kept one never pins the read it came from.
 */

declare global {
  // Bun has both, as Node does; the types of neither say so. Half again as fast as toString(encoding).
  interface Buffer {
    utf8Slice(start: number, end: number): string;
    latin1Slice(start: number, end: number): string;
  }
}

/**
 * Decodes bytes from `start` to below `end`. A byte order mark stays; what is no UTF-8 becomes U+FFFD.
 * [spec] https://encoding.spec.whatwg.org/#utf-8-decode-without-bom
 */
export function decodeUtf8(bytes: Buffer, start: number, end: number): string {
  return bytes.utf8Slice(start, end);
}

/** Decodes bytes from `start` to below `end`, one character a byte: header fields are not UTF-8. */
export function decodeLatin1(bytes: Buffer, start: number, end: number): string {
  return bytes.latin1Slice(start, end);
}

/** The same memory as a Buffer; what the sockets hand out is one already. */
export function asBuffer(bytes: Uint8Array): Buffer {
  if (Buffer.isBuffer(bytes)) return bytes;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
