import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { HeavyHitters } from "./heavy-hitters.ts";

const RUNS = { seed: 20_261_127, numRuns: 300 };

/** Counts as its owner does, and keeps the true weights beside. */
class Course {
  readonly hitters: HeavyHitters<string>;
  readonly truth = new Map<string, number>();
  displaced = 0;

  constructor(capacity: number) {
    this.hitters = new HeavyHitters(capacity);
  }

  hit(key: string, weight = 1): void {
    this.truth.set(key, (this.truth.get(key) ?? 0) + weight);
    const held =
      this.hitters.get(key) ??
      this.hitters.admit(key, (displaced) => {
        if (displaced !== undefined) this.displaced += 1;
        return `of ${key}`;
      });
    held.weight += weight;
  }

  fade(factor: number): void {
    this.hitters.scale(factor);
    for (const [key, weight] of this.truth) this.truth.set(key, weight * factor);
  }
}

const step = fc.oneof(
  { weight: 20, arbitrary: fc.record({ key: fc.integer({ min: 0, max: 40 }), weight: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ fadeTo: fc.double({ min: 0.05, max: 1, noNaN: true }) }) },
);

test("whatever comes, no weight is too low, none too high by more than a share, and all above it are held", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.array(step, { maxLength: 400 }),
      (capacity, steps) => {
        const course = new Course(capacity);
        for (const one of steps) {
          if ("fadeTo" in one) course.fade(one.fadeTo);
          else course.hit(`${one.key}`, one.weight);
        }
        const { hitters, truth } = course;
        const total = [...truth.values()].reduce((sum, weight) => sum + weight, 0);
        const share = total / capacity + 1e-9;
        expect(hitters.size).toBe(Math.min(capacity, truth.size));
        const held = [...hitters.values()];
        expect(held.length).toBe(hitters.size);
        for (const { key, value, weight } of held) {
          expect(value).toBe(`of ${key}`);
          expect(weight).toBeGreaterThanOrEqual((truth.get(key) ?? 0) - 1e-9);
          expect(weight).toBeLessThanOrEqual((truth.get(key) ?? 0) + share);
        }
        for (const [key, weight] of truth) {
          if (weight > share) expect(hitters.get(key)).toBeDefined();
        }
      },
    ),
    RUNS,
  );
});

test("while there is room, weights are exact and nothing is displaced", () => {
  const course = new Course(100);
  for (let index = 0; index < 1_000; index++) course.hit(`${index % 100}`, index % 7);
  for (const { key, weight } of course.hitters.values()) {
    expect(weight).toBe(course.truth.get(key) ?? Number.NaN);
  }
  expect(course.displaced).toBe(0);
});

test("one that is heavy outlasts any number of light ones", () => {
  const course = new Course(10);
  for (let index = 0; index < 100_000; index++) course.hit(index % 5 === 0 ? "heavy" : `${index}`);
  expect(course.hitters.get("heavy")?.weight).toBeGreaterThanOrEqual(20_000);
});

test("what has faded gives way to what is new", () => {
  const course = new Course(2);
  for (const key of ["old", "older"]) course.hit(key, 1_000);
  course.fade(1e-6);
  for (const key of ["new", "newer"]) course.hit(key, 1);
  expect([...course.hitters.values()].map(({ key }) => key)).toEqual(["new", "newer"]);
});
