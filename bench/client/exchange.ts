/**
 * One request and its response on one socket. It reports to its owner what arrives and, once, that it is over. After
 * `leave` or `reset` it reports nothing more, even if the socket opens only then.
 */

import type { Endpoint } from "./endpoint.ts";
import { HttpLimitError, HttpSyntaxError, type ResponseHead } from "./http-head.ts";
import { HttpResponseDecoder, type ResponseHandlers } from "./http-response.ts";
import { connectable } from "./loopback.ts";
import type { Outage, OutageKind } from "./outage.ts";

/** Callbacks of an exchange. One object serves all exchanges; each call gets the owner. */
export interface ExchangeObserver<Owner> {
  onHead(head: ResponseHead, owner: Owner): void;
  onBody(bytes: Buffer, start: number, end: number, owner: Owner): void;
  onOver(outage: Outage, owner: Owner): void;
}

export interface ExchangeOptions {
  readonly endpoint: Endpoint;
  readonly request: Buffer;
  /** Must not be empty: Bun takes empty options for no TLS. */
  readonly tls: Bun.TLSOptions;
  readonly localAddress: string | undefined;
}

type ExchangeSocket = Bun.Socket<Exchange<unknown>>;

export class Exchange<Owner> {
  readonly #observer: ExchangeObserver<Owner>;
  readonly #owner: Owner;
  readonly #endpoint: Endpoint;
  readonly #response: HttpResponseDecoder<Exchange<unknown>>;
  #socket: ExchangeSocket | undefined;
  /** The part of the request not yet accepted by the socket. */
  #unsent: Buffer | undefined;
  #isStarting = true;
  #isOver = false;
  #isAnswered = false;
  #wantsReset = false;
  #receivedBytes = 0;
  #connectedAtMs = Number.NaN;
  #firstByteAtMs = Number.NaN;

  /**
   * Starts to connect; calls to the observer follow later.
   * @throws {Error} from Bun, when it cannot use the TLS options
   */
  constructor(observer: ExchangeObserver<Owner>, owner: Owner, options: ExchangeOptions) {
    this.#observer = observer;
    this.#owner = owner;
    this.#endpoint = options.endpoint;
    this.#unsent = options.request;
    this.#response = new HttpResponseDecoder(Exchange.#responseHandlers, this);
    // Failures are handled by `connectError`.
    void Bun.connect(this.#connectOptions(options));
    this.#isStarting = false;
  }

  /** Whether it reports nothing more. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Bytes read from the socket, including HTTP but not TLS. */
  get receivedBytes(): number {
    return this.#receivedBytes;
  }

  /** When TCP was connected, ms of `performance.now()`; NaN before. A TLS handshake comes after it. */
  get connectedAtMs(): number {
    return this.#connectedAtMs;
  }

  /** When the first byte of the response came, ms of `performance.now()`; NaN before. */
  get firstByteAtMs(): number {
    return this.#firstByteAtMs;
  }

  /** Closes the connection cleanly. */
  leave(): void {
    this.#end()?.close();
  }

  /** Resets the TCP connection, as a network fault would. */
  reset(): void {
    this.#wantsReset = true;
    this.#end()?.terminate();
  }

  /** Stops reading from the socket; even its end is noticed only after `resume`. */
  pause(): void {
    this.#socket?.pause();
  }

  resume(): void {
    this.#socket?.resume();
  }

  /** The handlers of all sockets: one object, so that a socket costs no closure. */
  static readonly #socketHandlers: Bun.SocketHandler<Exchange<unknown>> = {
    open: (socket) => socket.data.#onConnected(socket),
    handshake: (socket, isTrusted, error) => socket.data.#onHandshake(socket, isTrusted, error),
    data: (socket, bytes) => socket.data.#onBytes(bytes),
    drain: (socket) => socket.data.#send(socket),
    close: (socket, error) => socket.data.#onClosed(error),
    error: (socket, error) => socket.data.#finish("reset", `Connection lost: ${errorText(error)}`),
    connectError: (socket, error) => socket.data.#onConnectError(error),
  };

  static readonly #responseHandlers: ResponseHandlers<Exchange<unknown>> = {
    onHead(head, exchange) {
      exchange.#isAnswered = true;
      exchange.#observer.onHead(head, exchange.#owner);
    },
    onBody: (bytes, start, end, exchange) =>
      exchange.#observer.onBody(bytes, start, end, exchange.#owner),
    onEnd: (exchange) => exchange.#finish("ended", "The server ended the response"),
  };

  #connectOptions({ endpoint, tls, localAddress }: ExchangeOptions) {
    const hostname = connectable(endpoint.hostname, localAddress);
    // Bun supports `localAddress`, but its types lack it.
    const options: Bun.TCPSocketConnectOptions<Exchange<unknown>> & { localAddress?: string } = {
      hostname,
      port: endpoint.port,
      socket: Exchange.#socketHandlers,
      data: this,
    };
    if (endpoint.isSecure) {
      const isRenamed = hostname !== endpoint.hostname;
      options.tls = isRenamed ? { serverName: endpoint.hostname, ...tls } : tls;
    }
    if (localAddress !== undefined) options.localAddress = localAddress;
    return options;
  }

  #onConnected(socket: ExchangeSocket): void {
    // It was left while connecting, which cannot be cancelled.
    if (this.#isOver) return this.#wantsReset ? socket.terminate() : socket.close();
    this.#socket = socket;
    this.#connectedAtMs = performance.now();
    if (!this.#endpoint.isSecure) this.#send(socket);
  }

  #onHandshake(socket: ExchangeSocket, isTrusted: boolean, error: Error | null): void {
    if (isTrusted) this.#send(socket);
    else this.#finish("tls", `Cannot trust ${this.#endpoint.origin}: ${errorText(error)}`);
  }

  #send(socket: ExchangeSocket): void {
    if (this.#unsent === undefined) return;
    const sentBytes = Math.max(0, socket.write(this.#unsent));
    const isSent = sentBytes === this.#unsent.length;
    this.#unsent = isSent ? undefined : this.#unsent.subarray(sentBytes);
  }

  #onBytes(bytes: Buffer): void {
    if (this.#isOver) return;
    this.#receivedBytes += bytes.length;
    if (Number.isNaN(this.#firstByteAtMs)) this.#firstByteAtMs = performance.now();
    try {
      this.#response.push(bytes);
    } catch (error) {
      if (!(error instanceof HttpSyntaxError)) throw error;
      this.#finish(error instanceof HttpLimitError ? "limit" : "malformed", error.message);
    }
  }

  #onClosed(error: Error | undefined): void {
    if (error !== undefined) return this.#finish("reset", `Connection lost: ${errorText(error)}`);
    if (!this.#isAnswered) return this.#finish("truncated", "Closed before a response");
    // If the body lasts until the connection closes, this is its end, not a fault.
    if (!this.#response.finish()) this.#finish("truncated", "Closed within the response");
  }

  #onConnectError(error: Error): void {
    const { hostname, port } = this.#endpoint;
    const reason = `Cannot connect to ${hostname} port ${port}: ${errorText(error)}`;
    if (!this.#isStarting) return this.#finish("connect", reason);
    // Refused before a packet was sent. Bun also reports ECONNREFUSED here when descriptors have run out.
    queueMicrotask(() => {
      this.#finish("connect", `${reason}, by this machine: is it out of descriptors or ports?`);
    });
  }

  #finish(kind: OutageKind, reason: string): void {
    if (this.#isOver) return;
    this.#end()?.close();
    this.#observer.onOver({ kind, reason }, this.#owner);
  }

  #end(): ExchangeSocket | undefined {
    const socket = this.#socket;
    this.#isOver = true;
    this.#socket = undefined;
    this.#unsent = undefined;
    this.#response.reset();
    return socket;
  }
}

function errorText(error: Error | null): string {
  if (error === null) return "no reason given";
  const code = "code" in error ? String(error.code) : "";
  return error.message.includes(code) ? error.message : `${code} ${error.message}`;
}
