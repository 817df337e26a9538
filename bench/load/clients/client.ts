/** What a group needs of its clients, over either transport. */

import type { Outage } from "../../client/index.ts";

export interface LoadClient {
  readonly index: number;
  /** `performance.now()` at the first byte of the answer, and when the stream was open. */
  readonly firstByteAtMs: number;
  readonly openedAtMs: number;
  /** Everything read from its sockets so far, including headers and framing. */
  readonly receivedBytes: number;
  close(): void;
  /** Resets the connection as a network fault would; the client reconnects by itself. */
  cut(): void;
  pause(): void;
  resume(): void;
}

export interface LoadCallbacks {
  onOpen(client: LoadClient): void;
  onEvent(event: LoadEvent, client: LoadClient): void;
  /**
   * A client that only counts has received `count` more events, of which `repeated` were the same as the one before.
   * `marks` is the sum of the others' marks; `NaN` if one has none.
   */
  onCounted(count: number, client: LoadClient, repeated: number, marks: number): void;
  /** The connection is lost, and the client will reconnect. */
  onLost(outage: Outage, client: LoadClient): void;
  /** The connection is lost for good. */
  onFail(outage: Outage, client: LoadClient): void;
}

export interface LoadEvent {
  readonly id: string;
  readonly type: string;
  readonly data: string;
}
