import { expect, test } from "bun:test";
import { changePoints } from "./change-points.ts";
import { randomFrom } from "./random.ts";

/** The Nile's flow at Aswan, 1871 to 1970. Cobb, "The Problem of the Nile" (1978). */
const NILE = [
  1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180,
  799, 958, 1140, 1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701,
  916, 692, 1020, 1050, 969, 831, 726, 456, 824, 702, 1120, 1100, 832, 764, 821, 768, 845, 864, 862,
  698, 845, 744, 796, 1040, 759, 781, 865, 845, 944, 984, 897, 822, 1010, 771, 676, 649, 846, 812,
  742, 801, 1040, 860, 874, 848, 890, 744, 749, 838, 1050, 918, 986, 797, 923, 975, 815, 1020, 906,
  901, 1170, 912, 746, 919, 718, 714, 740,
];

test("changePoints() finds the one change in the Nile's flow, after 1898", () => {
  const changes = changePoints(NILE);
  expect(changes.map(({ index }) => 1871 + index)).toEqual([1899]);
  expect(changes[0]).toMatchObject({ before: 1130, after: 842.5, p: 0.001 });
});

const noiseFrom = (seed: number) => {
  const random = randomFrom(seed);
  return (count: number, center: number) =>
    Array.from({ length: count }, () => center * (1 + 0.02 * (random() - 0.5)));
};

test("changePoints() finds two steps, and ignores a single outlier", () => {
  const noise = noiseFrom(3);
  const series = [...noise(20, 10), ...noise(15, 10.6), ...noise(20, 10)];
  series[7] = 25;
  expect(changePoints(series).map(({ index }) => index)).toEqual([20, 35]);
});

test.each([
  ["nothing", []],
  ["fewer values than two segments need", [1, 1, 1, 1, 9, 9, 9, 9, 9]],
  ["equal values", Array.from({ length: 30 }, () => 5)],
])("changePoints() finds none in %s", (_what, values) => expect(changePoints(values)).toEqual([]));

test("changePoints() reports a change in at most 5 of 100 series without one, at 1 %", () => {
  const found = Array.from({ length: 100 }, (_, seed) => noiseFrom(seed)(25, 10)).filter(
    (series) => changePoints(series, { permutations: 199 }).length > 0,
  );
  expect(found.length).toBeLessThanOrEqual(5);
});

test("changePoints() are the same for the same seed", () => {
  const series = noiseFrom(5)(40, 3);
  expect(changePoints(series, { seed: 2 })).toEqual(changePoints(series, { seed: 2 }));
});
