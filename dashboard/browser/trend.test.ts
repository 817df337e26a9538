import { expect, test } from "bun:test";
import { trendOfSecondHalf } from "./trend.ts";

test.each([
  [[5, 5, 5, 5], 0, "nothing grows"],
  [[0, 100, 10, 12, 14, 16], 2, "only the second half counts"],
  [[0, 0, 0, 1, 2, 1, 0, 1], -0.4, "what goes up and down has little trend"],
  [[7], 0, "one reading has none"],
  [[], 0, "nor has no reading"],
])("the trend of %j is %d a reading: %s", (readings, trend) => {
  expect(trendOfSecondHalf(readings)).toBeCloseTo(trend);
});
