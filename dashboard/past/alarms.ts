/**
 * Alarms: a figure that stays above its limit. Limits and history are remembered in this browser, so they outlive the page
 * and the hub; times are the hub's, so that all tabs note the same.
 */

import { ALARM_FIGURES, type AlarmFigure, type AlarmReading } from "./alarm-figures.ts";
import { parsedJson } from "../common/json.ts";
import type { Memory } from "../common/remembered.ts";

/** The newest are kept. */
export const MAX_ALARMS = 200;
/** An alarm ends once its figure has been within the limit for so long. */
const CALM_MS = 5_000;
const LIMITS = "alarm-limits";
const HISTORY = "alarms";

export interface Alarm {
  /** The figure's name. */
  readonly figure: string;
  readonly limit: number;
  readonly fromMs: number;
  /** `undefined` while it lasts. */
  readonly toMs: number | undefined;
  /** The highest value so far. */
  readonly worst: number;
}

/** The limits by figure, and the alarms, newest first. */
export interface AlarmsSnapshot {
  readonly limits: Readonly<Record<string, number | undefined>>;
  readonly alarms: readonly Alarm[];
  /** Of the last second. */
  readonly values: Readonly<Record<string, number | undefined>>;
}

export interface AlarmsOptions extends Memory {
  /** Called with each alarm as it begins. */
  readonly onBegin: (figure: AlarmFigure, alarm: Alarm) => void;
  /** Called when limits or alarms have changed. */
  readonly onChange: () => void;
}

/** Since when a figure has been above its limit, and when it last was. */
interface Watch {
  aboveS: number;
  lastAboveMs: number;
}

export class Alarms {
  readonly #options: AlarmsOptions;
  readonly #watches = new Map<string, Watch>();
  #snapshot: AlarmsSnapshot;
  #atMs = 0;

  constructor(options: AlarmsOptions) {
    this.#options = options;
    this.#snapshot = { limits: keptLimits(options), alarms: keptAlarms(options), values: {} };
  }

  get snapshot(): AlarmsSnapshot {
    return this.#snapshot;
  }

  /** `undefined` turns a figure's alarm off, and ends it. */
  setLimit(figure: string, limit: number | undefined): void {
    const limits = { ...this.#snapshot.limits, [figure]: limit };
    this.#options.remember(
      LIMITS,
      JSON.stringify(limits, (_, value) => value ?? null),
    );
    this.#watches.delete(figure);
    this.#snapshot = { ...this.#snapshot, limits };
    const open = this.#openOf(figure);
    if (open !== undefined) this.#end(open);
    this.#options.onChange();
  }

  /** Forgets those that have ended. */
  clear(): void {
    this.#keep(this.#snapshot.alarms.filter(({ toMs }) => toMs === undefined));
  }

  /** Call once a second. */
  observe(reading: AlarmReading): void {
    this.#atMs = reading.snapshot.atMs;
    const values = Object.fromEntries(
      ALARM_FIGURES.map((figure) => [figure.name, figure.of(reading)]),
    );
    this.#snapshot = { ...this.#snapshot, values };
    for (const figure of ALARM_FIGURES) this.#look(figure, values[figure.name]);
  }

  #look(figure: AlarmFigure, value: number | undefined): void {
    const { name, heldS } = figure;
    const atMs = this.#atMs;
    const limit = this.#snapshot.limits[name];
    const open = this.#openOf(name);
    if (limit !== undefined && value !== undefined && value > limit) {
      const watch = this.#watches.get(name) ?? { aboveS: 0, lastAboveMs: atMs };
      this.#watches.set(name, { aboveS: watch.aboveS + 1, lastAboveMs: atMs });
      if (open !== undefined) {
        if (value > open.worst) this.#replace(open, { ...open, worst: value });
      } else if (watch.aboveS + 1 >= heldS) {
        this.#begin(figure, { figure: name, limit, fromMs: atMs, toMs: undefined, worst: value });
      }
      return;
    }
    const watch = this.#watches.get(name);
    if (watch !== undefined) watch.aboveS = 0;
    const calmMs = atMs - (watch?.lastAboveMs ?? open?.fromMs ?? atMs);
    if (open === undefined || (calmMs >= 0 && calmMs < CALM_MS)) return;
    this.#watches.delete(name);
    this.#end(open);
  }

  #openOf(name: string): Alarm | undefined {
    return this.#snapshot.alarms.find(({ figure, toMs }) => figure === name && toMs === undefined);
  }

  #begin(figure: AlarmFigure, alarm: Alarm): void {
    this.#keep([alarm, ...this.#snapshot.alarms].slice(0, MAX_ALARMS));
    this.#options.onBegin(figure, alarm);
  }

  #end(open: Alarm): void {
    this.#replace(open, { ...open, toMs: Math.max(open.fromMs, this.#atMs) });
  }

  #replace(old: Alarm, changed: Alarm): void {
    this.#keep(this.#snapshot.alarms.map((alarm) => (alarm === old ? changed : alarm)));
  }

  #keep(alarms: readonly Alarm[]): void {
    this.#snapshot = { ...this.#snapshot, alarms };
    this.#options.remember(HISTORY, JSON.stringify(alarms));
    this.#options.onChange();
  }
}

function keptLimits({ recall }: Memory): AlarmsSnapshot["limits"] {
  const kept = parsedJson(recall(LIMITS) ?? "");
  return Object.fromEntries(
    ALARM_FIGURES.map(({ name, limit }) => {
      const value: unknown = isObject(kept) ? Reflect.get(kept, name) : undefined;
      if (value === null) return [name, undefined];
      return [name, typeof value === "number" ? value : limit];
    }),
  );
}

function keptAlarms({ recall }: Memory): readonly Alarm[] {
  const kept = parsedJson(recall(HISTORY) ?? "");
  return Array.isArray(kept) ? kept.filter(isAlarm).slice(0, MAX_ALARMS) : [];
}

function isAlarm(kept: unknown): kept is Alarm {
  if (!isObject(kept)) return false;
  const { figure, limit, fromMs, toMs, worst } = kept as Partial<Record<string, unknown>>;
  return (
    ALARM_FIGURES.some(({ name }) => name === figure) &&
    [limit, fromMs, worst].every((value) => typeof value === "number") &&
    (toMs === undefined || typeof toMs === "number")
  );
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
