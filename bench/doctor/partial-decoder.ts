/**
 * Decodes a compressed stream as far as it has arrived. It decodes everything again after each read, in one
 * synchronous call, so it is only for the start of a stream.
 */

import {
  brotliDecompressSync,
  constants,
  gunzipSync,
  inflateSync,
  zstdDecompressSync,
} from "node:zlib";

const MAX_BYTES = 1024 * 1024;

const DECODERS: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  gzip: (bytes) => gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }),
  deflate: (bytes) => inflateSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }),
  br: (bytes) => brotliDecompressSync(bytes, { finishFlush: constants.BROTLI_OPERATION_FLUSH }),
  zstd: (bytes) => zstdDecompressSync(bytes, { finishFlush: constants.ZSTD_e_flush }),
};

export class PartialDecoder {
  readonly #decode: (bytes: Buffer) => Buffer;
  #received = Buffer.alloc(0);
  #decodedBytes = 0;

  private constructor(decode: (bytes: Buffer) => Buffer) {
    this.#decode = decode;
  }

  /** A decoder for a Content-Encoding; `undefined` for identity or an unknown one. */
  static of(encoding: string): PartialDecoder | undefined {
    const decode = DECODERS[encoding.trim().toLowerCase()];
    return decode && new PartialDecoder(decode);
  }

  /** Takes the next bytes and returns what they add: nothing beyond 1 MiB, or if they are invalid. */
  push(bytes: Buffer): Buffer {
    if (this.#received.length + bytes.length > MAX_BYTES) return Buffer.alloc(0);
    this.#received = Buffer.concat([this.#received, bytes]);
    const decoded = this.#tryDecode().subarray(this.#decodedBytes);
    this.#decodedBytes += decoded.length;
    return decoded;
  }

  #tryDecode(): Buffer {
    try {
      return this.#decode(this.#received);
    } catch {
      return Buffer.alloc(0);
    }
  }
}
