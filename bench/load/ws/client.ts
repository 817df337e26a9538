/**
 * A subscriber to the hub's WebSocket, over a raw socket like its SSE counterpart, so that both cost and count
 * the same. A WebSocket does not reconnect by itself: this one does, as `EventSource` would.
 */

import { messageOf } from "../../bench-error.ts";
import type { FrameLine } from "#protocol";
import {
  connectable,
  HttpResponseDecoder,
  type Outage,
  type ResponseHandlers,
} from "../../client/index.ts";
import { clientFrame, FrameReader, OPCODE } from "./frame-reader.ts";
import type { LoadCallbacks, LoadClient } from "../clients/client.ts";
import { upgradeRequest } from "./upgrade-request.ts";

const DEFAULT_RETRY_MS = 3_000;

export interface SocketClientOptions {
  readonly index: number;
  readonly localAddress: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

export class SocketClient implements LoadClient {
  readonly index: number;
  firstByteAtMs = Number.NaN;
  openedAtMs = Number.NaN;
  receivedBytes = 0;
  readonly #url: URL;
  readonly #callbacks: LoadCallbacks;
  readonly #localAddress: string | undefined;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #decoder = new HttpResponseDecoder<SocketClient>(ANSWER_HANDLERS, this);
  readonly #frames = new FrameReader((opcode, payload) => this.#onFrame(opcode, payload));
  #socket: Bun.Socket<SocketClient> | undefined;
  #timer: Timer | undefined;
  #retryMs = DEFAULT_RETRY_MS;
  #lastEventId = "";
  #isClosed = false;

  /** Connects at once; `url` is the WebSocket's address with the scheme http. */
  constructor(
    url: URL,
    callbacks: LoadCallbacks,
    { index, localAddress, headers = {} }: SocketClientOptions,
  ) {
    this.#headers = headers;
    this.index = index;
    this.#url = url;
    this.#callbacks = callbacks;
    this.#localAddress = localAddress;
    void this.#connect();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#socket?.end();
  }

  cut(): void {
    this.#leave()?.terminate();
    this.lose({ kind: "cut", reason: "Cut by the bench" });
  }

  pause(): void {
    this.#socket?.pause();
  }

  resume(): void {
    this.#socket?.resume();
  }

  connected(socket: Bun.Socket<SocketClient>): void {
    this.#socket = socket;
    socket.write(upgradeRequest(this.#url, this.#lastEventId, this.#headers));
  }

  take(socket: Bun.Socket<SocketClient>, bytes: Buffer): void {
    if (socket !== this.#socket) return;
    if (Number.isNaN(this.firstByteAtMs)) this.firstByteAtMs = performance.now();
    this.receivedBytes += bytes.length;
    this.#decoder.push(bytes);
  }

  answered(status: number): void {
    if (status === 101) {
      this.openedAtMs = performance.now();
      this.#callbacks.onOpen(this);
      return;
    }
    this.#isClosed = true;
    this.#leave()?.end();
    this.#callbacks.onFail({ kind: "status", reason: `Answered ${status}, not 101` }, this);
  }

  takeBody(bytes: Buffer): void {
    this.#frames.push(bytes);
  }

  ended(socket: Bun.Socket<SocketClient>): void {
    if (socket !== this.#socket) return;
    this.#leave();
    this.lose({ kind: "ended", reason: "The socket was closed" });
  }

  lose(outage: Outage): void {
    if (this.#isClosed) return;
    this.#callbacks.onLost(outage, this);
    this.#timer = setTimeout(() => void this.#connect(), this.#retryMs);
  }

  #leave(): Bun.Socket<SocketClient> | undefined {
    const socket = this.#socket;
    this.#socket = undefined;
    this.#decoder.reset();
    this.#frames.reset();
    return socket;
  }

  async #connect(): Promise<void> {
    this.firstByteAtMs = Number.NaN;
    try {
      await Bun.connect<SocketClient>({
        hostname: connectable(this.#url.hostname, this.#localAddress),
        port: Number(this.#url.port || 80),
        data: this,
        socket: SOCKET_HANDLERS,
        // Missing from the types; Bun binds to it before connecting.
        ...(this.#localAddress === undefined ? {} : { localAddress: this.#localAddress }),
      });
    } catch (error) {
      this.lose({
        kind: "connect",
        reason: messageOf(error),
      });
    }
  }

  #onFrame(opcode: number, payload: Buffer): void {
    if (opcode === OPCODE.ping) this.#socket?.write(clientFrame(OPCODE.pong, payload));
    if (opcode !== OPCODE.text) return;
    for (const line of payload.toString("utf8").split("\n")) {
      if (line !== "") this.#onLine(JSON.parse(line));
    }
  }

  #onLine({ id, type, data, retry }: FrameLine): void {
    if (retry !== undefined) this.#retryMs = retry;
    if (id !== undefined) this.#lastEventId = id;
    if (data === undefined || type === undefined) return;
    this.#callbacks.onEvent({ id: this.#lastEventId, type, data }, this);
  }
}

const ANSWER_HANDLERS: ResponseHandlers<SocketClient> = {
  onHead: ({ status }, client) => client.answered(status),
  onBody: (bytes, start, end, client) => client.takeBody(bytes.subarray(start, end)),
  onEnd: () => {},
};

const SOCKET_HANDLERS: Bun.SocketHandler<SocketClient> = {
  open: (socket) => socket.data.connected(socket),
  data: (socket, bytes) => socket.data.take(socket, bytes),
  close: (socket) => socket.data.ended(socket),
  error: (socket) => socket.data.ended(socket),
};
