/**
 * A Sandbox connection over a WebSocket. Nothing resumes it but this: after a loss it opens another socket, with the
 * last event id in the address, after the wait that the hub asked for, or a growing one while it is refused.
 */

import { type FrameLine, DEFAULT_EVENT_TYPE } from "#protocol";
import { parsedJson } from "../../common/json.ts";
import { afterTimeout, reopenWaitMs } from "../../feed/reopening-source.ts";
import { tryingAgain, type Wire, type WireOptions, withLastId } from "./wire.ts";

const RETRY_MS = 1_000;

export class SocketWire implements Wire {
  readonly #options: WireOptions;
  readonly #open: (url: string) => WebSocket;
  #socket: WebSocket;
  #lastEventId: string;
  #retryMs = RETRY_MS;
  #refusals = 0;
  #isClosed = false;
  #cancelReopening: () => void = () => {};

  constructor(options: WireOptions, open: (url: string) => WebSocket = openSocket) {
    this.#options = options;
    this.#open = open;
    this.#lastEventId = options.lastEventId;
    this.#socket = this.#connect();
  }

  get lastEventId(): string {
    return this.#lastEventId;
  }

  listenFor(): void {
    // A WebSocket brings every type.
  }

  setReading(): void {
    // The browser reads all the time.
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelReopening();
    this.#socket.close();
  }

  #connect(): WebSocket {
    const { query, onOpen } = this.#options;
    const socket = this.#open(`/ws?${withLastId(query, this.#lastEventId)}`);
    let hasOpened = false;
    socket.addEventListener("open", () => {
      if (this.#isClosed) return;
      hasOpened = true;
      this.#refusals = 0;
      onOpen(this.#lastEventId);
    });
    socket.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
      if (!this.#isClosed && typeof data === "string") this.#take(data);
    });
    socket.addEventListener("close", () => {
      if (!this.#isClosed) this.#reopen(hasOpened);
    });
    return socket;
  }

  #reopen(hasOpened: boolean): void {
    const { onLost, onRefused } = this.#options;
    const waitMs = hasOpened ? this.#retryMs : reopenWaitMs(this.#refusals++, Math.random());
    this.#cancelReopening = afterTimeout(waitMs, () => (this.#socket = this.#connect()));
    if (hasOpened) onLost("Connection lost; this page opens another.");
    else onRefused(tryingAgain("Refused, or the hub cannot be reached", waitMs));
  }

  #take(frame: string): void {
    for (const raw of frame.split("\n")) {
      const line = raw === "" ? undefined : frameLine(raw);
      if (line === undefined) continue;
      const { id, type = DEFAULT_EVENT_TYPE, data, retry } = line;
      if (id !== undefined) this.#lastEventId = id;
      if (retry !== undefined) this.#retryMs = retry;
      if (data !== undefined) this.#options.onEvent({ id: id ?? "", type, data, raw });
    }
  }
}

/** Some browsers take only whole addresses. */
function openSocket(path: string): WebSocket {
  return new WebSocket(location.origin.replace(/^http/, "ws") + path);
}

/** `undefined` if it is none. */
function frameLine(text: string): FrameLine | undefined {
  const line = parsedJson(text);
  return isFrameLine(line) ? line : undefined;
}

function isFrameLine(line: unknown): line is FrameLine {
  if (typeof line !== "object" || line === null) return false;
  const has = (name: keyof FrameLine, kind: "string" | "number") =>
    [kind, "undefined"].includes(typeof Reflect.get(line, name));
  return (
    has("id", "string") && has("type", "string") && has("data", "string") && has("retry", "number")
  );
}
