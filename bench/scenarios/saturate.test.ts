import { expect, test } from "bun:test";
import { caution, invalid } from "../load/validity.ts";
import { searchFindings } from "./saturate.ts";

const late = invalid("the clients were late", "lower the load");
const odd = caution("3 events were not part of this run", "publish nothing else");

test.each([
  ["a held rate that was measured badly", [late], [], [[true, "the clients were late"]]],
  [
    "a rate that only the clients could not hold",
    [],
    [late, odd],
    [[false, "the search ended at 40/s, where the clients were late"]],
  ],
  ["rates without faults", [], [], []],
] as const)("searchFindings() of %s", (_, ofHeld, ofNext, expected) => {
  const steps = [
    { rate: 20, isHeld: true, findings: ofHeld },
    { rate: 40, isHeld: false, findings: ofNext },
    { rate: 80, isHeld: false, findings: [late] },
  ];
  const found = searchFindings(steps).map(({ isInvalid, warning }) => [
    isInvalid,
    warning.split(": ")[0],
  ]);
  expect(found).toEqual(expected.map((one) => [...one]));
});

test("searchFindings() is invalid if the clients failed before any rate was held", () => {
  const [finding] = searchFindings([{ rate: 20, isHeld: false, findings: [late] }]);
  expect(finding?.isInvalid).toBe(true);
});
