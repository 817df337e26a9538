/** Decodes a compressed stream as it arrives, however long it is: whatever its compressor has flushed comes out. */

import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from "node:zlib";
import type { Transform } from "node:stream";

/** The method "deflate" in the first byte of the zlib format; some servers leave that format's header out. */
const isZlib = (first: number) => (first & 0x0f) === 8;

const FLUSH = { flush: constants.Z_SYNC_FLUSH };

/** By encoding; each gets the stream's first byte. */
const DECODERS: Readonly<Record<string, (first: number) => Transform>> = {
  gzip: () => createGunzip(FLUSH),
  "x-gzip": () => createGunzip(FLUSH),
  deflate: (first) => (isZlib(first) ? createInflate(FLUSH) : createInflateRaw(FLUSH)),
  br: () => createBrotliDecompress({ flush: constants.BROTLI_OPERATION_FLUSH }),
  zstd: () => createZstdDecompress({ flush: constants.ZSTD_e_flush }),
};

export interface DecoderHandlers {
  onDecoded(bytes: Buffer): void;
  /** The bytes are not what the Content-Encoding says; nothing follows. */
  onFault(): void;
}

export class StreamDecoder {
  readonly #create: (first: number) => Transform;
  readonly #handlers: DecoderHandlers;
  #decoder: Transform | undefined;
  #isOver = false;
  /** Calls that a broken decoder owes. */
  readonly #owed = new Set<() => void>();

  private constructor(create: (first: number) => Transform, handlers: DecoderHandlers) {
    this.#create = create;
    this.#handlers = handlers;
  }

  /** A decoder for a Content-Encoding other than identity; `undefined` if it is unknown. */
  static of(encoding: string, handlers: DecoderHandlers): StreamDecoder | undefined {
    const create = DECODERS[encoding];
    return create && new StreamDecoder(create, handlers);
  }

  /** Takes the next bytes; `onDone` follows when the handlers have got what they add. */
  push(bytes: Uint8Array, onDone: () => void): void {
    if (this.#isOver) return onDone();
    this.#decoder ??= this.#start(bytes[0] ?? 0);
    const settle = () => {
      if (this.#owed.delete(settle)) onDone();
    };
    this.#owed.add(settle);
    // The socket uses its memory again.
    this.#decoder.write(Buffer.from(bytes), settle);
  }

  close(): void {
    this.#decoder?.destroy();
    this.#end();
  }

  #start(first: number): Transform {
    const { onDecoded, onFault } = this.#handlers;
    const decoder = this.#create(first);
    decoder.on("data", (bytes: Buffer) => {
      if (!this.#isOver) onDecoded(bytes);
    });
    decoder.on("error", () => {
      if (!this.#isOver) onFault();
      this.#end();
    });
    return decoder;
  }

  #end(): void {
    this.#isOver = true;
    for (const settle of this.#owed) settle();
  }
}
