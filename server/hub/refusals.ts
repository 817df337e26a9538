/** Reasons for which the hub refuses a publish; `app.ts` turns each into a status. */

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
