/** A keep-alive connection for publishing, one request at a time. It connects when the first request is made. */

import { messageOf } from "../../bench-error.ts";
import type { ResponseHead } from "../../client/http-head.ts";
import { HttpResponseDecoder, type ResponseHandlers } from "../../client/http-response.ts";
import { headerLines } from "../../client/request.ts";
import type { Access } from "../access.ts";

/** Where and how to publish. */
export interface PublishAddress extends Partial<Access> {
  readonly url: URL;
  /** Default: JSON. */
  readonly contentType?: string;
}

export interface PublishAnswer {
  readonly status: number;
  /** The beginning of the body if the event was refused; empty otherwise. */
  readonly text: string;
}

/** There was no connection, so nothing was sent. */
export class NotConnectedError extends Error {}

/** How much of a refusal's body is kept. */
const MAX_TEXT_BYTES = 200;

export class PublishLane {
  isBroken = false;
  readonly #address: PublishAddress;
  readonly #decoder = new HttpResponseDecoder<PublishLane>(ANSWER_HANDLERS, this);
  #socket: Bun.Socket<PublishLane> | undefined;
  #waiting: PromiseWithResolvers<PublishAnswer> | undefined;
  #status = 0;
  #text = "";
  #isLast = false;
  #unwritten: Uint8Array | undefined;
  /** The part that all requests have in common. */
  #head: string | undefined;

  constructor(address: PublishAddress) {
    this.#address = address;
  }

  /**
   * Posts a body. Call it again only after an answer, or after a failure to connect.
   * @throws {NotConnectedError} if no connection can be made; another error if the connection ends before the answer
   */
  post(body: string): Promise<PublishAnswer> {
    this.#waiting = Promise.withResolvers<PublishAnswer>();
    const { promise } = this.#waiting;
    void this.#send(body);
    return promise;
  }

  close(): void {
    this.isBroken = true;
    this.#socket?.end();
  }

  /** Gives up the connection, for this reason. */
  break(reason: string): void {
    this.isBroken = true;
    this.#reject(new Error(reason));
  }

  take(bytes: Uint8Array): void {
    try {
      this.#decoder.push(bytes);
    } catch (error) {
      this.break(messageOf(error));
      this.#socket?.end();
    }
  }

  flush(): void {
    const bytes = this.#unwritten;
    this.#unwritten = undefined;
    if (bytes !== undefined) this.#write(bytes);
  }

  /** The server has ended the connection, which may also mark the end of its answer. */
  ended(): void {
    this.#decoder.finish();
    this.break("the connection ended before the answer");
  }

  answerBegan({ status, headers }: ResponseHead): void {
    this.#status = status;
    this.#text = "";
    this.#isLast = headers.get("connection")?.toLowerCase() === "close";
  }

  answerGoesOn(bytes: Buffer, start: number, end: number): void {
    if (this.#status < 300 || this.#text.length >= MAX_TEXT_BYTES) return;
    this.#text += bytes.toString("utf8", start, Math.min(end, start + MAX_TEXT_BYTES));
  }

  answerEnded(): void {
    this.#waiting?.resolve({ status: this.#status, text: this.#text.slice(0, MAX_TEXT_BYTES) });
    this.#waiting = undefined;
    // The server closes the connection after this answer, so it must not be used again.
    if (this.#isLast) this.close();
  }

  async #send(body: string): Promise<void> {
    try {
      this.#socket ??= await this.#connect();
      // The request may have been given up in the meantime.
      if (this.isBroken) this.#socket.end();
      else this.#write(Buffer.from(this.#request(body)));
    } catch (error) {
      this.#reject(error);
    }
  }

  #reject(error: unknown): void {
    this.#waiting?.reject(error);
    this.#waiting = undefined;
  }

  async #connect(): Promise<Bun.Socket<PublishLane>> {
    const { url, isInsecure = false } = this.#address;
    const { hostname, port, protocol } = url;
    const isTls = protocol === "https:";
    const tls = { serverName: hostname, rejectUnauthorized: !isInsecure };
    try {
      return await Bun.connect<PublishLane>({
        hostname: hostname.replace(/^\[|\]$/g, ""),
        port: Number(port || (isTls ? 443 : 80)),
        ...(isTls ? { tls } : {}),
        data: this,
        socket: SOCKET_HANDLERS,
      });
    } catch (error) {
      throw new NotConnectedError(messageOf(error));
    }
  }

  #request(body: string): string {
    this.#head ??= headOf(this.#address);
    return `${this.#head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  }

  #write(bytes: Uint8Array): void {
    const written = this.#socket?.write(bytes) ?? 0;
    if (written < bytes.byteLength) this.#unwritten = bytes.subarray(Math.max(0, written));
  }
}

/** @throws {TypeError} if a header is not a valid field */
function headOf({ url, contentType = "application/json", headers = {} }: PublishAddress): string {
  const defaults = { Host: url.host, "Content-Type": contentType };
  return `POST ${url.pathname}${url.search} HTTP/1.1\r\n${headerLines(defaults, headers)}`;
}

/** Posts once over a connection of its own; returns how the event was refused, or `undefined` if it was accepted. */
export async function postOnce(
  address: PublishAddress,
  body: string,
  answerWithinMs: number,
): Promise<string | undefined> {
  const lane = new PublishLane(address);
  const late = setTimeout(
    () => lane.break(`no answer within ${answerWithinMs / 1000} s`),
    answerWithinMs,
  );
  try {
    return refusalOf(await lane.post(body));
  } catch (error) {
    return messageOf(error);
  } finally {
    clearTimeout(late);
    lane.close();
  }
}

/** In words; `undefined` if the event was accepted. */
export function refusalOf({ status, text }: PublishAnswer): string | undefined {
  if (status < 300) return undefined;
  const [line = ""] = text.trim().split("\n");
  return line === "" ? `answered ${status}` : `answered ${status}: ${line}`;
}

const ANSWER_HANDLERS: ResponseHandlers<PublishLane> = {
  onHead: (head, lane) => lane.answerBegan(head),
  onBody: (bytes, start, end, lane) => lane.answerGoesOn(bytes, start, end),
  onEnd: (lane) => lane.answerEnded(),
};

const SOCKET_HANDLERS: Bun.SocketHandler<PublishLane> = {
  data: ({ data: lane }, bytes) => lane.take(bytes),
  drain: ({ data: lane }) => lane.flush(),
  close: ({ data: lane }) => lane.ended(),
  error: ({ data: lane }, error) => lane.break(error.message),
};
