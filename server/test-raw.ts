/** Support for tests: raw requests that no client library would send, and their responses. */

import type { Socket } from "bun";

export interface RawAnswer {
  readonly status: number;
  /** In lower case. */
  readonly headers: Headers;
  /** The part of the body received so far. */
  readonly text: string;
}

/** A TCP connection to a hub; everything received is kept. */
export class RawConnection {
  #socket: Socket | undefined;
  #received = "";
  #isEnded = false;
  #changed = Promise.withResolvers<void>();

  private constructor() {}

  static async open(origin: string): Promise<RawConnection> {
    const { hostname, port } = new URL(origin);
    const connection = new RawConnection();
    connection.#socket = await Bun.connect({
      hostname,
      port: Number(port),
      socket: {
        data: (_socket, chunk) => connection.#take(chunk.toString("latin1")),
        end: (ended) => void ended.end(),
        close: () => connection.#end(),
        error: () => connection.#end(),
      },
    });
    return connection;
  }

  get received(): string {
    return this.#received;
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  send(text: string): void {
    this.#socket?.write(text);
    this.#socket?.flush();
  }

  /** Half-closes: sends no more, but still reads. */
  shutDown(): void {
    this.#socket?.shutdown();
  }

  end(): void {
    this.#socket?.end();
  }

  /** Aborts, so that the other side gets a reset. */
  reset(): void {
    this.#socket?.terminate();
  }

  async until(isReached: (connection: RawConnection) => boolean): Promise<void> {
    while (!isReached(this)) await this.#changed.promise;
  }

  /** Waits for the head of a response, and for its body if it has a length. */
  async answer(): Promise<RawAnswer> {
    await this.until(({ received, isEnded }) => isEnded || received.includes("\r\n\r\n"));
    const [head = "", ...rest] = this.#received.split("\r\n\r\n");
    const [statusLine = "", ...lines] = head.split("\r\n");
    const headers = new Headers(
      lines.map((line): [string, string] => [
        line.slice(0, line.indexOf(":")),
        line.slice(line.indexOf(":") + 1).trim(),
      ]),
    );
    const status = Number(statusLine.split(" ")[1] ?? Number.NaN);
    return { status, headers, text: rest.join("\r\n\r\n") };
  }

  #take(text: string): void {
    this.#received += text;
    this.#wake();
  }

  #end(): void {
    this.#isEnded = true;
    this.#wake();
  }

  #wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }
}

/** Sends a request as is, returns the first response, and closes the connection. */
export async function ask(origin: string, request: string): Promise<RawAnswer> {
  const connection = await RawConnection.open(origin);
  connection.send(request);
  const answer = await connection.answer();
  connection.end();
  return answer;
}
