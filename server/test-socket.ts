/**
 * Support for tests: a TCP client on bare system calls. It reads no byte unless told to, and can vanish like a
 * machine whose cable is pulled: it no longer acknowledges anything.
 */

import { dlopen, ptr } from "bun:ffi";

const AF_INET = 2;
const SOCK_STREAM = 1;
const SOL_SOCKET = 1;
const SO_ATTACH_FILTER = 26;
/** A packet filter of one instruction, `ret #0`, which drops every packet to the socket. */
const DROP_ALL = new Uint8Array([0x06, 0, 0, 0, 0, 0, 0, 0]);

const { symbols: libc } = dlopen("libc.so.6", {
  socket: { args: ["int", "int", "int"], returns: "int" },
  connect: { args: ["int", "ptr", "u32"], returns: "int" },
  send: { args: ["int", "ptr", "usize", "int"], returns: "i64" },
  recv: { args: ["int", "ptr", "usize", "int"], returns: "i64" },
  setsockopt: { args: ["int", "int", "int", "ptr", "u32"], returns: "int" },
  close: { args: ["int"], returns: "int" },
});

export class TestSocket {
  readonly #fd: number;

  /** Connects to the hub at `origin`. */
  constructor(origin: string) {
    const port = Number(new URL(origin).port);
    this.#fd = libc.socket(AF_INET, SOCK_STREAM, 0);
    const address = new Uint8Array([
      AF_INET,
      0,
      port >> 8,
      port & 255,
      127,
      0,
      0,
      1,
      ...new Uint8Array(8),
    ]);
    if (libc.connect(this.#fd, ptr(address), address.length) !== 0) {
      throw new Error(`Cannot connect to ${origin}`);
    }
  }

  /** Subscribes to the topic. */
  subscribe(topic: string): void {
    this.send(`GET /events?topic=${topic} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  }

  send(text: string): void {
    const bytes = new TextEncoder().encode(text);
    libc.send(this.#fd, ptr(bytes), bytes.length, 0);
  }

  /** Waits for bytes and returns at most `maxBytes`; empty if the hub has closed the connection. */
  receive(maxBytes: number): Uint8Array {
    const buffer = new Uint8Array(maxBytes);
    const length = Number(libc.recv(this.#fd, ptr(buffer), maxBytes, 0));
    return buffer.subarray(0, Math.max(0, length));
  }

  /** Disappears without closing: the hub's packets get no response. */
  vanish(): void {
    const program = new BigUint64Array([1n, BigInt(ptr(DROP_ALL))]);
    if (libc.setsockopt(this.#fd, SOL_SOCKET, SO_ATTACH_FILTER, ptr(program), 16) !== 0) {
      throw new Error("Cannot drop the packets of a socket");
    }
  }

  close(): void {
    libc.close(this.#fd);
  }
}
