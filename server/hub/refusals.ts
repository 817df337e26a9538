/** Why the hub does not take a publish: each is caught by name where it becomes an answer. */

/** Something about a draft is not allowed; the message says what. */
export class InvalidDraftError extends Error {
  override readonly name = "InvalidDraftError";
}

/** A publisher named a topic that is the hub's own. */
export class ReservedTopicError extends Error {
  override readonly name = "ReservedTopicError";

  constructor(topic: string) {
    super(`Cannot publish to '${topic}': topics that start with '$' belong to the hub`);
  }
}
