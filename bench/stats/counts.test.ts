import { expect, test } from "bun:test";
import { binomialUpperTail, moreThanChanceP } from "./counts.ts";

test.each([
  [235, 1 / 6, 51, 0.02654, "51 sixes in 235 throws: Wikipedia, Binomial test"],
  [10, 0.5, 8, 56 / 1024, "8 heads or more of 10"],
  [682 + 243, 0.75, 682, 0.8241, "Mendel's peas in R's ?binom.test; exact by fractions"],
  [10, 0.5, 10, 1 / 1024, "all"],
  [10, 0.5, 0, 1, "none or more"],
  [10, 0.5, 11, 0, "more than all"],
])("binomialUpperTail(%d, %d, %d) is %d", (trials, share, hits, expected) =>
  expect(binomialUpperTail(trials, share, hits)).toBeCloseTo(expected, 4),
);

test("binomialUpperTail() and the rest add up to 1, even for a million trials", () => {
  const above = binomialUpperTail(1_000_000, 0.5, 500_100);
  expect(above + binomialUpperTail(1_000_000, 0.5, 1_000_000 - 500_100 + 1)).toBeCloseTo(1, 6);
  expect(above).toBeCloseTo(0.4211, 3);
});

test.each([
  [{ count: 3, chances: 1e6 }, { count: 9, chances: 1e6 }, 0.073, "9 of 12: 299/4096"],
  [{ count: 5, chances: 1e6 }, { count: 10, chances: 2e6 }, 0.618, "twice the chances"],
  [{ count: 0, chances: 100 }, { count: 0, chances: 100 }, 1, "nothing happened"],
])("moreThanChanceP() of %j and %j is %d", (base, head, expected) =>
  expect(moreThanChanceP(base, head)).toBeCloseTo(expected, 3),
);
