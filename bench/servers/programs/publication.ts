/** Shared by the peers' servers, so that each does the same work and writes nearly the same bytes. */

/** The reconnection time that opens every stream: the headers of a stream wait for its first bytes. */
export const RETRY_MS = 2_000;

export interface Publication {
  readonly topic: string;
  readonly data: string;
}

/** Reads the JSON of a publish; `undefined` if it is invalid. */
export function readPublication(body: unknown): Publication | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  if (!("topic" in body) || !("data" in body)) return undefined;
  const { topic, data } = body;
  if (typeof topic !== "string" || typeof data !== "string") return undefined;
  return { topic, data };
}

/** Creates the ids of one server's events: they count up, in the format of this hub's. */
export function eventIds(): () => string {
  const epoch = Date.now().toString(36);
  let position = 0;
  return () => `${epoch}-${++position}`;
}

/** The members of each topic; empty topics are forgotten. */
export class Topics<Member> {
  readonly #members = new Map<string, Set<Member>>();

  of(topic: string): Iterable<Member> {
    return this.#members.get(topic) ?? [];
  }

  join(topic: string, member: Member): void {
    const members = this.#members.get(topic);
    if (members === undefined) this.#members.set(topic, new Set([member]));
    else members.add(member);
  }

  leave(topic: string, member: Member): void {
    const members = this.#members.get(topic);
    members?.delete(member);
    if (members?.size === 0) this.#members.delete(topic);
  }
}
