/** What may be run: an allow-list of scenarios with bounded numbers. No text of a request reaches a command line. */

import {
  BENCH_OPTIONS,
  type BenchBounds,
  type BenchOffer,
  type BenchOption,
  type BenchOrder,
} from "#protocol";

const ALL = BENCH_OPTIONS;

/** Only scenarios that measure a running hub. */
export const OFFERS: readonly BenchOffer[] = [
  { scenario: "fan-out", about: "every event to every client", options: ALL },
  { scenario: "connect", about: "clients arrive at this rate", options: ["connections", "rate"] },
  { scenario: "reconnect", about: "all streams are cut while events go on", options: ALL },
  {
    scenario: "publish",
    about: "publishers at full speed, while clients listen",
    options: ["connections", "duration"],
  },
  { scenario: "unicast", about: "each event to one of the clients", options: ALL },
  { scenario: "slow-readers", about: "some clients stop reading", options: ALL },
  { scenario: "churn", about: "a tenth of the clients is replaced each second", options: ALL },
];

export const BOUNDS: Readonly<Record<BenchOption, BenchBounds>> = {
  connections: { min: 1, max: 10_000, isWhole: true, fallback: 1_000 },
  rate: { min: 0.1, max: 1_000, isWhole: false, fallback: 10 },
  duration: { min: 1, max: 120, isWhole: false, fallback: 10 },
};

const UNITS: Readonly<Record<BenchOption, string>> = {
  connections: "clients",
  rate: "a second",
  duration: "seconds",
};

export type ReadOrder =
  | { readonly kind: "order"; readonly order: BenchOrder }
  | { readonly kind: "fault"; readonly fault: string };

/** Reads a request's JSON; a fault says what is expected. */
export function readOrder(text: string): ReadOrder {
  const fields = fieldsOf(text);
  if (fields === undefined) return fault("The body is not a JSON object");
  const { scenario } = fields;
  const offer = OFFERS.find((one) => one.scenario === scenario);
  if (offer === undefined) {
    return fault(`scenario: expected one of ${OFFERS.map((one) => one.scenario).join(", ")}`);
  }
  const names = new Set<string>(["scenario", ...offer.options]);
  const unknown = Object.keys(fields).find((name) => !names.has(name));
  if (unknown !== undefined) {
    return fault(`${offer.scenario} takes ${offer.options.join(", ")}, and nothing else`);
  }
  const chosen: Partial<Record<BenchOption, number>> = {};
  for (const option of offer.options) {
    const value = fields[option] ?? BOUNDS[option].fallback;
    if (!isWithin(value, BOUNDS[option])) return fault(expectedOf(option));
    chosen[option] = value;
  }
  return { kind: "order", order: { scenario: offer.scenario, ...chosen } };
}

/** The bench's arguments for an order that was read. */
export function argumentsOf(order: BenchOrder): string[] {
  const given = BENCH_OPTIONS.flatMap((option) => {
    const value = order[option];
    if (value === undefined) return [];
    return [`--${option}`, option === "duration" ? `${value}s` : String(value)];
  });
  return [order.scenario, ...given];
}

function isWithin(value: unknown, { min, max, isWhole }: BenchBounds): value is number {
  if (typeof value !== "number" || !Number.isFinite(value)) return false;
  return value >= min && value <= max && (!isWhole || Number.isInteger(value));
}

function expectedOf(option: BenchOption): string {
  const { min, max, isWhole } = BOUNDS[option];
  const kind = isWhole ? "a whole number" : "a number";
  return `${option}: expected ${kind} of ${UNITS[option]} from ${min} to ${max}`;
}

function fieldsOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const read: unknown = JSON.parse(text);
    const isObject = typeof read === "object" && read !== null && !Array.isArray(read);
    return isObject ? Object.fromEntries(Object.entries(read)) : undefined;
  } catch {
    return undefined;
  }
}

function fault(text: string): ReadOrder {
  return { kind: "fault", fault: text };
}
