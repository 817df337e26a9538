/** Creates the clients of one process, over either transport, parsing or only counting. */

import { ClientTarget, Endpoint, MeasuringClient } from "../../client/index.ts";
import { CountingClient } from "./counting.ts";
import type { LoadCallbacks, LoadClient } from "./client.ts";
import type { OpenOrder, Subscription } from "./messages.ts";
import { SocketClient } from "../ws/client.ts";
import { upgradeRequest } from "../ws/upgrade-request.ts";

type MakerOrder = Pick<
  OpenOrder,
  "subscriptions" | "access" | "firstIndex" | "localAddress" | "transport" | "counting"
>;

/** Shared by clients with the same subscription. */
interface Shared {
  readonly target: ClientTarget;
  readonly countedRequest: Buffer;
}

export class ClientMaker {
  readonly #order: MakerOrder;
  readonly #callbacks: LoadCallbacks;
  #shared: Shared | undefined;

  constructor(order: MakerOrder, callbacks: LoadCallbacks) {
    this.#order = order;
    this.#callbacks = callbacks;
  }

  subscriptionOf(index: number): Subscription {
    const { subscriptions } = this.#order;
    const subscription = subscriptions.length === 1 ? subscriptions[0] : subscriptions[index];
    if (subscription === undefined) throw new RangeError(`Client ${index} has no subscription`);
    return subscription;
  }

  /** Whether client `index` only counts its events. */
  isCounting(index: number): boolean {
    const { counting, firstIndex } = this.#order;
    return counting !== undefined && (firstIndex + index) % counting.readsEvery !== 0;
  }

  /** Creates a client, which connects at once. */
  make(index: number): LoadClient {
    const { localAddress, transport } = this.#order;
    if (this.isCounting(index)) return this.#newCounting(index);
    const subscription = this.subscriptionOf(index);
    if (transport === "ws") {
      const headers = this.#headersOf(subscription);
      const url = new URL(subscription.url);
      return new SocketClient(url, this.#callbacks, { index, localAddress, headers });
    }
    const isShared = this.#order.subscriptions.length === 1;
    const target = isShared ? this.#sharedBy(index).target : this.#newTarget(subscription);
    return new MeasuringClient(target, { index, localAddress });
  }

  #newCounting(index: number): CountingClient {
    const { localAddress, transport, counting } = this.#order;
    const { target, countedRequest } = this.#sharedBy(index);
    return new CountingClient(this.#callbacks, {
      index,
      endpoint: target.endpoint,
      request: countedRequest,
      localAddress,
      transport,
      minBytes: counting?.minBytes ?? 0,
    });
  }

  #sharedBy(index: number): Shared {
    this.#shared ??= this.#share(this.subscriptionOf(index));
    return this.#shared;
  }

  #share(subscription: Subscription): Shared {
    const url = new URL(subscription.url);
    const headers = this.#headersOf(subscription);
    const countedRequest =
      this.#order.transport === "ws"
        ? Buffer.from(upgradeRequest(url, "", headers))
        : new Endpoint(url, headers).request("");
    return { target: this.#newTarget(subscription), countedRequest };
  }

  #headersOf({ headers }: Subscription): Readonly<Record<string, string>> {
    return { ...this.#order.access.headers, ...headers };
  }

  #newTarget(subscription: Subscription): ClientTarget {
    const { onOpen, onEvent, onLost, onFail } = this.#callbacks;
    return new ClientTarget({
      url: subscription.url,
      headers: this.#headersOf(subscription),
      tls: { rejectUnauthorized: !this.#order.access.isInsecure },
      callbacks: {
        onOpen,
        onEvent,
        onFail,
        onLost: (outage, _delayMs, client) => onLost(outage, client),
      },
    });
  }
}
