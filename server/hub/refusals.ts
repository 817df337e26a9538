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

/** A publisher chose the id of another event: treated as a repeat, this event would be lost silently. */
export class IdCollisionError extends Error {
  override readonly name = "IdCollisionError";

  /** `topics` are those of the event that already has the id. */
  constructor(id: string, topics: readonly string[]) {
    const which =
      topics.length === 0 ? "" : ` (topic ${topics.map((topic) => `'${topic}'`).join(", ")})`;
    super(
      `Cannot publish with id '${id}': another event${which} has it; an id repeats only with the same topics and data`,
    );
  }
}

/** Too many publishes are waiting; trying again later helps. */
export class IntakeFullError extends Error {
  override readonly name = "IntakeFullError";
}

/** The hub accepts no more publishes; its successor may. */
export class IntakeClosedError extends Error {
  override readonly name = "IntakeClosedError";
}
