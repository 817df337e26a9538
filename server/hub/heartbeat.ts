/**
 * Keeps idle streams alive. Subscribers are visited in small slices spread over the interval, so that a heartbeat to
 * thousands never delays an event.
 */

const SLICES = 64;

/** Calls `visit` for each member about once every `intervalMs`. Call the returned function to stop. */
export function startHeartbeat<Member>(
  members: ReadonlySet<Member>,
  intervalMs: number,
  visit: (member: Member) => void,
): () => void {
  let round = members.values();
  let due = 0;
  const timer = setInterval(() => {
    for (due += members.size / SLICES; due >= 1; due--) {
      const next = round.next();
      if (next.done) {
        round = members.values();
        break;
      }
      visit(next.value);
    }
  }, intervalMs / SLICES);
  return () => clearInterval(timer);
}
