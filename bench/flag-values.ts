/** Values of flags: each reader notes what is wrong, and what is expected, and answers nothing for it. */

import { readThreshold, type Threshold } from "./threshold.ts";

export function readNumber(
  flag: string,
  text: string | undefined,
  min: number,
  max: number,
  isWhole: boolean,
  faults: string[],
): number | undefined {
  if (text === undefined) return undefined;
  const value = (isWhole ? /^-?\d+$/ : /^-?\d+(\.\d+)?$/).test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  faults.push(
    `${flag} is ${text}: expected a ${isWhole ? "whole " : ""}number from ${min} to ${max}`,
  );
  return undefined;
}

export function readUrl(what: string, text: string | undefined, faults: string[]): URL | undefined {
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === "http:" || url?.protocol === "https:") return url;
  faults.push(`${what} is '${text}': expected an http: or https: address`);
  return undefined;
}

export function readThresholds(
  flag: string,
  given: string | readonly string[] | undefined,
  faults: string[],
): Threshold[] {
  return [given ?? []].flat().flatMap((text) => {
    const threshold = readThreshold(text);
    if (threshold !== undefined) return [threshold];
    faults.push(`${flag} is '${text}': expected such as 'latency.p99_ms<50' or 'lost==0'`);
    return [];
  });
}
