/** Makes the clients of one process as their order has it: of either transport, reading or only counting. */

import { ClientTarget, Endpoint, MeasuringClient } from "../../client/index.ts";
import { CountingClient } from "./counting.ts";
import type { LoadCallbacks, LoadClient } from "./client.ts";
import { CLIENT_PLACEHOLDER, type OpenOrder } from "./messages.ts";
import { SocketClient } from "../ws/client.ts";
import { upgradeRequest } from "../ws/upgrade-request.ts";

type MakerOrder = Pick<
  OpenOrder,
  "url" | "access" | "firstIndex" | "localAddress" | "transport" | "counting"
>;

export class ClientMaker {
  readonly #order: MakerOrder;
  readonly #callbacks: LoadCallbacks;
  readonly #sharedTarget: ClientTarget;
  readonly #countedRequest: Buffer;

  constructor(order: MakerOrder, callbacks: LoadCallbacks) {
    this.#order = order;
    this.#callbacks = callbacks;
    this.#sharedTarget = this.#newTarget(order.url);
    const { headers } = order.access;
    this.#countedRequest =
      order.transport === "ws"
        ? Buffer.from(upgradeRequest(new URL(order.url), "", headers))
        : new Endpoint(new URL(order.url), headers).request("");
  }

  /** Whether client `index` only counts. */
  isCounting(index: number): boolean {
    const { counting, firstIndex } = this.#order;
    return counting !== undefined && (firstIndex + index) % counting.readsEvery !== 0;
  }

  /** It connects at once. */
  make(index: number): LoadClient {
    const { localAddress, transport, url, access } = this.#order;
    if (this.isCounting(index)) return this.#newCounting(index);
    if (transport === "ws") {
      const { headers } = access;
      return new SocketClient(new URL(url), this.#callbacks, { index, localAddress, headers });
    }
    return new MeasuringClient(this.#targetOf(index), { index, localAddress });
  }

  #newCounting(index: number): CountingClient {
    const { localAddress, transport, counting } = this.#order;
    return new CountingClient(this.#callbacks, {
      index,
      endpoint: this.#sharedTarget.endpoint,
      request: this.#countedRequest,
      localAddress,
      transport,
      minBytes: counting?.minBytes ?? 0,
    });
  }

  #targetOf(index: number): ClientTarget {
    const { url, firstIndex } = this.#order;
    if (!url.includes(CLIENT_PLACEHOLDER)) return this.#sharedTarget;
    return this.#newTarget(url.replace(CLIENT_PLACEHOLDER, String(firstIndex + index)));
  }

  #newTarget(url: string): ClientTarget {
    const { onOpen, onEvent, onLost, onFail } = this.#callbacks;
    const { headers, isInsecure } = this.#order.access;
    return new ClientTarget({
      url,
      headers,
      tls: { rejectUnauthorized: !isInsecure },
      callbacks: {
        onOpen,
        onEvent,
        onFail,
        onLost: (outage, _delayMs, client) => onLost(outage, client),
      },
    });
  }
}
