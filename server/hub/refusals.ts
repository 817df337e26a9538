/** Reasons for which the hub refuses a publish or a stream; `app.ts` and the routes turn each into a status. */

import type { Cap } from "./caps.ts";

/** A draft is invalid; the message says why. */
export class InvalidDraftError extends Error {
  override readonly name = "InvalidDraftError";
}

/** A publisher named a topic that belongs to the hub. */
export class ReservedTopicError extends Error {
  override readonly name = "ReservedTopicError";

  constructor(topic: string) {
    super(`Cannot publish to '${topic}': topics that start with '$' belong to the hub`);
  }
}

/** There are as many streams as there may be. */
export class StreamRefusedError extends Error {
  override readonly name = "StreamRefusedError";
  readonly cap: Cap;

  constructor(cap: Cap) {
    super(`No stream can be opened: ${cap}`);
    this.cap = cap;
  }
}
