/** Several tests at once, with one error probability over all of them. Pure. */

export interface HolmStep {
  readonly isRejected: boolean;
  /** The level for this test: `alpha / k` for the smallest p, `alpha / (k - 1)` for the next, and so on. */
  readonly level: number;
}

/**
 * Holm's step-down procedure, "A Simple Sequentially Rejective Multiple Test Procedure" (1979). Results are in the
 * order of `pValues`. Guaranteed: the chance of rejecting any true hypothesis is at most `alpha`, however many are
 * true and however they depend on each other. After the first one that is kept, all are kept, at its level: an
 * interval at `level` then excludes the tested value exactly when it is rejected. The intervals are for these tests
 * only; that all of them hold at once is not guaranteed.
 */
export function holm(pValues: readonly number[], alpha: number): HolmStep[] {
  const order = [...pValues.keys()].toSorted((a, b) => (pValues[a] ?? 1) - (pValues[b] ?? 1));
  const levelAt = (position: number) => alpha / (pValues.length - position);
  const failed = order.findIndex((test, position) => !((pValues[test] ?? 1) <= levelAt(position)));
  return pValues.map((_, test) => {
    const position = order.indexOf(test);
    const isRejected = failed === -1 || position < failed;
    return { isRejected, level: levelAt(isRejected ? position : failed) };
  });
}
