/**
 * Parses the frames a WebSocket server sends, in any chunking (RFC 6455, section 5.2). A masked frame is an error,
 * because a server must not send one.
 */

export const OPCODE = { text: 1, close: 8, ping: 9, pong: 10 } as const;

/** A larger frame is an error, so that it cannot fill the memory. */
const MAX_FRAME_BYTES = 16 * 1024 * 1024;

export type OnFrame = (opcode: number, payload: Buffer) => void;

export class FrameReader {
  readonly #onFrame: OnFrame;
  #pending: Buffer | undefined;

  constructor(onFrame: OnFrame) {
    this.#onFrame = onFrame;
  }

  /**
   * Reads the next bytes, and passes on each frame that they complete.
   * @throws {RangeError} if a frame is masked or above 16 MiB
   */
  push(bytes: Buffer): void {
    let rest = this.#pending === undefined ? bytes : Buffer.concat([this.#pending, bytes]);
    for (;;) {
      const frame = readFrame(rest);
      if (frame === undefined) break;
      rest = rest.subarray(frame.end);
      this.#onFrame(frame.opcode, frame.payload);
    }
    this.#pending = rest.length === 0 ? undefined : Buffer.from(rest);
  }

  reset(): void {
    this.#pending = undefined;
  }
}

interface Frame {
  readonly opcode: number;
  readonly payload: Buffer;
  readonly end: number;
}

function readFrame(bytes: Buffer): Frame | undefined {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return undefined;
  if (second >= 0x80) throw new RangeError("A server's frame must not be masked");
  const headLength = { 126: 4, 127: 10 }[second] ?? 2;
  if (bytes.length < headLength) return undefined;
  const length = payloadLength(bytes, second);
  if (length > MAX_FRAME_BYTES) {
    throw new RangeError(`A frame of ${length} bytes is above the limit of ${MAX_FRAME_BYTES}`);
  }
  const end = headLength + length;
  if (bytes.length < end) return undefined;
  return { opcode: first & 0x0f, payload: bytes.subarray(headLength, end), end };
}

function payloadLength(bytes: Buffer, second: number): number {
  if (second === 126) return bytes.readUInt16BE(2);
  return second === 127 ? Number(bytes.readBigUInt64BE(2)) : second;
}

/** A frame as a client sends it, up to 125 bytes. Its mask is zero, which leaves the payload unchanged. */
export function clientFrame(opcode: number, payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | payload.length, 0, 0, 0, 0]), payload]);
}
