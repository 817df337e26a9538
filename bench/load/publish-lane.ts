/** One keep-alive connection to publish over, one request at a time. It connects with its first request. */

import { HttpResponseDecoder, type ResponseHandlers } from "../client/http-response.ts";

export class PublishLane {
  isBroken = false;
  readonly #url: URL;
  readonly #decoder = new HttpResponseDecoder<PublishLane>(ANSWER_HANDLERS, this);
  #socket: Bun.Socket<PublishLane> | undefined;
  #waiting: PromiseWithResolvers<number> | undefined;
  #status = 0;
  #unwritten: Uint8Array | undefined;

  constructor(url: URL) {
    this.#url = url;
  }

  /**
   * Posts a JSON body; resolves with the answer's status. Call it again only after that.
   * @throws {Error} when the connection cannot be made, or ends before the answer
   */
  async post(json: string): Promise<number> {
    this.#waiting = Promise.withResolvers<number>();
    const { promise } = this.#waiting;
    try {
      this.#socket ??= await this.#connect();
    } catch (error) {
      this.break(error instanceof Error ? error.message : String(error));
    }
    this.#write(Buffer.from(this.#request(json)));
    return promise;
  }

  close(): void {
    this.isBroken = true;
    this.#socket?.end();
  }

  /** The connection is of no use any more, for this reason. */
  break(reason: string): void {
    this.isBroken = true;
    this.#waiting?.reject(new Error(reason));
    this.#waiting = undefined;
  }

  take(bytes: Uint8Array): void {
    try {
      this.#decoder.push(bytes);
    } catch (error) {
      this.break(error instanceof Error ? error.message : String(error));
      this.#socket?.end();
    }
  }

  flush(): void {
    const bytes = this.#unwritten;
    this.#unwritten = undefined;
    if (bytes !== undefined) this.#write(bytes);
  }

  answerBegan(status: number): void {
    this.#status = status;
  }

  answerEnded(): void {
    this.#waiting?.resolve(this.#status);
    this.#waiting = undefined;
  }

  #connect(): Promise<Bun.Socket<PublishLane>> {
    const { hostname, port, protocol } = this.#url;
    const isTls = protocol === "https:";
    return Bun.connect<PublishLane>({
      hostname: hostname.replace(/^\[|\]$/g, ""),
      port: Number(port || (isTls ? 443 : 80)),
      ...(isTls ? { tls: { serverName: hostname } } : {}),
      data: this,
      socket: SOCKET_HANDLERS,
    });
  }

  #request(json: string): string {
    const { pathname, search, host } = this.#url;
    return (
      `POST ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(json)}\r\n\r\n${json}`
    );
  }

  #write(bytes: Uint8Array): void {
    const written = this.#socket?.write(bytes) ?? 0;
    if (written < bytes.byteLength) this.#unwritten = bytes.subarray(Math.max(0, written));
  }
}

const ANSWER_HANDLERS: ResponseHandlers<PublishLane> = {
  onHead: ({ status }, lane) => lane.answerBegan(status),
  onBody: () => {},
  onEnd: (lane) => lane.answerEnded(),
};

const SOCKET_HANDLERS: Bun.SocketHandler<PublishLane> = {
  data: ({ data: lane }, bytes) => lane.take(bytes),
  drain: ({ data: lane }) => lane.flush(),
  close: ({ data: lane }) => lane.break("the connection ended before the answer"),
  error: ({ data: lane }, error) => lane.break(error.message),
};
