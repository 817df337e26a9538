/** Ends open streams a few at a time, so that their clients do not all come back in the same instant. */

const SLICE_MS = 20;

/** Calls `end` for each member, spread evenly over `drainMs`; `end` must remove it from the set. */
export async function endStreams<Member>(
  open: ReadonlySet<Member>,
  drainMs: number,
  end: (member: Member) => void,
): Promise<void> {
  const slices = Math.max(1, Math.floor(drainMs / SLICE_MS));
  const perSlice = Math.max(1, Math.ceil(open.size / slices));
  while (open.size > 0) {
    let left = perSlice;
    for (const member of open) {
      if (left-- === 0) break;
      end(member);
    }
    if (open.size > 0) await Bun.sleep(SLICE_MS);
  }
}
