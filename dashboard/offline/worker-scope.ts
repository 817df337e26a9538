/**
 * The part of a service worker's global scope that is used. TypeScript has it only in a library that cannot be
 * combined with the page's.
 * [spec] https://w3c.github.io/ServiceWorker/#serviceworkerglobalscope-interface
 */

export interface LifetimeEvent extends Event {
  /** Keeps the worker running until the work is done; if it fails on `install`, the worker is not installed. */
  waitUntil(work: Promise<unknown>): void;
}

export interface InstallEvent extends LifetimeEvent {
  /** Decides without the worker who answers a request; not in every browser. */
  addRoutes?(rules: readonly RouteRule[]): Promise<void>;
}

export interface RouteRule {
  readonly condition: RouteCondition;
  readonly source: "network" | "fetch-event";
}

export type RouteCondition =
  | { readonly urlPattern: string }
  | { readonly or: readonly RouteCondition[] }
  | { readonly not: RouteCondition };

export interface RequestEvent extends LifetimeEvent {
  readonly request: Request;
  /** Names the page that a navigation opens. */
  readonly resultingClientId: string;
  respondWith(answer: Promise<Response>): void;
}

interface WorkerEvents {
  readonly install: InstallEvent;
  readonly activate: LifetimeEvent;
  readonly fetch: RequestEvent;
}

export interface WindowClient {
  readonly url: string;
  navigate(url: string): Promise<WindowClient | null>;
}

export interface WorkerScope {
  readonly location: { readonly origin: string };
  readonly registration: { unregister(): Promise<boolean> };
  readonly clients: {
    /** Takes over pages that were opened without the worker. */
    claim(): Promise<void>;
    get(id: string): Promise<WindowClient | undefined>;
  };
  addEventListener<Type extends keyof WorkerEvents>(
    type: Type,
    listener: (event: WorkerEvents[Type]) => void,
  ): void;
  skipWaiting(): Promise<void>;
}
