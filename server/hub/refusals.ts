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

/** A publisher chose the id of another event: were it taken as repeated, this one would be lost without a word. */
export class IdCollisionError extends Error {
  override readonly name = "IdCollisionError";

  /** `topics` are those of the event that has the id. */
  constructor(id: string, topics: readonly string[]) {
    const which =
      topics.length === 0 ? "" : ` (topic ${topics.map((topic) => `'${topic}'`).join(", ")})`;
    super(
      `Cannot publish with id '${id}': another event${which} has it; an id repeats only with the same topics and data`,
    );
  }
}

/** The hub refuses a publish because too many wait already; trying again later helps. */
export class IntakeFullError extends Error {
  override readonly name = "IntakeFullError";
}

/** The hub takes no publishes any more; another hub may. */
export class IntakeClosedError extends Error {
  override readonly name = "IntakeClosedError";
}
