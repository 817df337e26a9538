/** What a group needs of its clients, on either transport. */

import type { Outage } from "../../client/index.ts";

export interface LoadClient {
  readonly index: number;
  /** `performance.now()` of the first byte of the answer, and of the open stream. */
  readonly firstByteAtMs: number;
  readonly openedAtMs: number;
  /** Everything read off its sockets so far, headers and framing included. */
  readonly receivedBytes: number;
  close(): void;
  /** Resets the connection as a fault of the network would; the client comes back by itself. */
  cut(): void;
  pause(): void;
  resume(): void;
}

export interface LoadCallbacks {
  onOpen(client: LoadClient): void;
  onEvent(event: LoadEvent, client: LoadClient): void;
  /** So many events came to a client that reads none. */
  onCounted(count: number, client: LoadClient): void;
  /** The client comes back by itself. */
  onLost(outage: Outage, client: LoadClient): void;
  /** It does not. */
  onFail(outage: Outage, client: LoadClient): void;
}

export interface LoadEvent {
  readonly id: string;
  readonly type: string;
  readonly data: string;
}
