/**
 * Matches the measurements of two files, and refuses those that do not measure the same thing, naming the difference.
 */

import { BenchError } from "../bench-error.ts";
import type { Environment } from "../result/result.ts";
import type { Stored } from "../result/read.ts";
import { environmentOf, type Measured, measuredOf } from "./stored.ts";

export type Match = readonly [before: Measured, after: Measured];

/** @throws {BenchError} when the two do not measure the same thing on the same processor */
export function matchUp(base: Stored, head: Stored): Match[] {
  requireSame("kind", base.kind, head.kind);
  const [before, after] = [environmentOf(base), environmentOf(head)];
  requireSame("processor", before.cpu, after.cpu);
  requireSame("number of processors", before.cpus, after.cpus);
  const matches = pairUp(measuredOf(base), measuredOf(head));
  if (matches.length === 0) {
    throw new BenchError("Cannot compare: the results have no scenario in common");
  }
  for (const match of matches) requireSameLoad(match);
  return matches;
}

/** Differences that may affect the result but are allowed, since they may be what the user wants to compare. */
export function otherDifferences(base: Stored, head: Stored): string[] {
  const [before, after] = [environmentOf(base), environmentOf(head)];
  const fields: readonly (readonly [string, keyof Environment])[] = [
    ["Bun", "bun"],
    ["The system", "os"],
  ];
  const differing = fields.filter(([, field]) => before[field] !== after[field]);
  return [
    ...differing.map(
      ([what, field]) =>
        `${what} is ${before[field]} in the first and ${after[field]} in the second: that alone may make a difference.`,
    ),
    ...unmatched(base, head),
  ];
}

function unmatched(base: Stored, head: Stored): string[] {
  const matched = pairUp(measuredOf(base), measuredOf(head));
  const only = (all: readonly Measured[], side: 0 | 1, where: string) => {
    const left = all.filter((one) => !matched.some((match) => match[side].label === one.label));
    return left.map(({ label }) => `${label} is only in the ${where}.`);
  };
  return [...only(measuredOf(base), 0, "first"), ...only(measuredOf(head), 1, "second")];
}

/** By name, target and transport; by name alone if that is unambiguous. */
function pairUp(before: readonly Measured[], after: readonly Measured[]): Match[] {
  return before.flatMap((one): Match[] => {
    const same = after.find(({ label }) => label === one.label);
    if (same !== undefined) return [[one, same]];
    const named = after.filter(({ name }) => name === one.name);
    const isOnlyOne = before.filter(({ name }) => name === one.name).length === 1;
    const [only, ...more] = named;
    return only !== undefined && isOnlyOne && more.length === 0 ? [[one, only]] : [];
  });
}

function requireSameLoad([before, after]: Match): void {
  const fields = new Set([...Object.keys(before.config), ...Object.keys(after.config)]);
  for (const field of fields) {
    requireSame(`${before.name}'s ${field}`, before.config[field], after.config[field]);
  }
}

function requireSame(
  what: string,
  before: string | number | undefined,
  after: string | number | undefined,
): void {
  if (before === after) return;
  throw new BenchError(
    `Cannot compare: ${what} is ${before ?? "not set"} in the first and ${after ?? "not set"} in the second`,
  );
}
