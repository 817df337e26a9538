/**
 * What fails because the run was interrupted has not failed: a Ctrl-C reaches the client processes too, and
 * one that was about to start ends by it.
 */

/** The outcome; `undefined` when the run was interrupted meanwhile. */
export async function unlessInterrupted<Outcome>(
  signal: AbortSignal,
  act: () => Promise<Outcome>,
): Promise<Outcome | undefined> {
  try {
    const outcome = await act();
    return signal.aborted ? undefined : outcome;
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}
