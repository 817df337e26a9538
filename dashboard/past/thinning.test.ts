import { expect, test } from "bun:test";
import { stretchFor, ThinnedLine } from "./thinning.ts";

const SECONDS = { intervalMs: 1_000, holeMs: 2_500 };

/** Points of a line of one value a second from 0 on, as `[second, value]`; `undefined` is a missing row. */
function thinned(stretchS: number, values: readonly (number | undefined)[]) {
  const line = new ThinnedLine({ ...SECONDS, stretchMs: stretchS * 1_000 });
  for (const [second, value] of values.entries()) {
    if (value !== undefined) line.add(second * 1_000, value);
  }
  return line.points().map(({ x, y }) => [x / 1_000, y]);
}

test.each([
  ["fewer seconds than stretches", 300_000, 600, 1_000],
  ["as many", 600_000, 600, 1_000],
  ["some more: whole intervals", 601_000, 600, 2_000],
  ["an hour on 300", 3_600_000, 300, 12_000],
  ["no limit", 86_400_000, Infinity, 1_000],
])("stretchFor() %s", (_, longMs, stretches, wanted) => {
  expect(stretchFor(longMs, stretches, 1_000)).toBe(wanted);
});

test("a line keeps the smallest and the largest value of each stretch, in order of time", () => {
  expect(thinned(4, [5, 1, 9, 5, 5, 9, 1, 5])).toEqual([
    [1, 1],
    [2, 9],
    [5, 9],
    [6, 1],
  ]);
});

test("one second's spike in an hour stays the line's largest value, at its own time", () => {
  const values = Array.from({ length: 3_600 }, (_, second) =>
    second === 1_234 ? 4_321 : second % 7,
  );
  const points = thinned(12, values);
  expect(points.length).toBeLessThanOrEqual(2 * 300);
  expect(points).toContainEqual([1_234, 4_321]);
});

test("a stretch of equal values is one point", () => {
  expect(thinned(2, [3, 3, 3, 3])).toEqual([
    [0, 3],
    [2, 3],
  ]);
});

test("stretches lie at fixed times: what has been drawn does not change as the line moves on", () => {
  const wave = (second: number) => Math.sin(second);
  const lineFrom = (from: number) => {
    const line = new ThinnedLine({ ...SECONDS, stretchMs: 4_000 });
    for (let second = from; second < from + 40; second++) line.add(second * 1_000, wave(second));
    return line.points().map(({ x }) => x);
  };
  const [before, after] = [lineFrom(10), lineFrom(11)];
  expect(after.filter((x) => x > 16_000 && x < 44_000)).toEqual(
    before.filter((x) => x > 16_000 && x < 44_000),
  );
});

test("a line breaks where a whole stretch is missing, or has no value", () => {
  const none = [undefined, undefined, undefined, undefined];
  expect(thinned(4, [1, 2, 1, 2, ...none, 3, 4, 3, 4])).toEqual([
    [0, 1],
    [1, 2],
    [5.5, Number.NaN],
    [8, 3],
    [9, 4],
  ]);
  const unknown = [Number.NaN, Number.NaN, Number.NaN, Number.NaN];
  expect(thinned(4, [1, 2, 1, 2, ...unknown, 3, 4, 3, 4])).toContainEqual([4, Number.NaN]);
});

test("a lone value is drawn nearly as long as its stretch", () => {
  const unknown = Array.from({ length: 10 }, () => Number.NaN);
  const drawn = thinned(10, [...unknown, 7, ...unknown.slice(1), ...unknown]).filter(
    ([, y]) => !Number.isNaN(y),
  );
  expect(drawn).toEqual([
    [5.5, 7],
    [14.5, 7],
  ]);
});

test("visit() leaves the line as it is: the last stretch goes on", () => {
  const line = new ThinnedLine({ ...SECONDS, stretchMs: 4_000 });
  const whole = new ThinnedLine({ ...SECONDS, stretchMs: 4_000 });
  for (const [second, value] of [5, 1, 9, 5, 5, 9, 1, 5, 3].entries()) {
    line.add(second * 1_000, value);
    whole.add(second * 1_000, value);
    line.points();
  }
  expect(line.points()).toEqual(whole.points());
});

test("dropBefore() keeps the last point before the time", () => {
  const line = new ThinnedLine({ ...SECONDS, stretchMs: 1_000 });
  for (const second of [1, 2, 3, 4, 5]) line.add(second * 1_000, second);
  line.dropBefore(3_500);
  expect(line.points().map(({ y }) => y)).toEqual([3, 4, 5]);
});
