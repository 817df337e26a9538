/** Several tests at once, with one chance of a false alarm over all of them. Pure. */

export interface HolmStep {
  readonly isRejected: boolean;
  /** What this test was held to: `alpha / k` for the smallest p, `alpha / (k - 1)` for the next, and so on. */
  readonly level: number;
}

/**
 * Holm's step-down procedure, "A Simple Sequentially Rejective Multiple Test Procedure" (1979). In the
 * order of `pValues`. Guaranteed: the chance of rejecting any hypothesis that is true is at most `alpha`,
 * however many are true and however they depend on each other. From the first that is kept on all are
 * kept, and have its level: an interval at `level` then excludes what is tested exactly when it is
 * rejected. Such intervals serve the tests; that all of them cover at once is not guaranteed.
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
