/**
 * What happened in the time that the charts show: the hub's start and drain, lost events, alarms, and the runs of a bench.
 * Pure; charts mark these on their time axis, and tables list them.
 */

import { ALARM_FIGURES } from "../past/alarm-figures.ts";
import type { Alarm } from "../past/alarms.ts";
import type { BenchSpan } from "../past/bench-run.ts";
import { formatCount } from "../common/format.ts";
import { shortened, visibleText } from "../common/hidden-characters.ts";
import type { HubStore } from "../past/hub-store.ts";
import type { TimeRange } from "../past/store.ts";

export type AnnotationKind = "start" | "drain" | "gap" | "alarm" | "bench";

export interface Annotation {
  readonly kind: AnnotationKind;
  /** By the hub's clock. */
  readonly atMs: number;
  readonly text: string;
}

export interface Happenings {
  /** When the hub was started, by its own clock. */
  readonly startMs: number | undefined;
  /** When hubs began to drain, each by its own clock. */
  readonly drainsMs: readonly number[];
  /** The rows that the charts draw. */
  readonly store: HubStore;
  readonly alarms: readonly Alarm[];
  readonly runs: readonly BenchSpan[];
}

/** The newest are kept: more marks would hide the axis. */
export const MAX_ANNOTATIONS = 40;
/** Gaps closer together than this share of the time shown are one mark. */
const GAP_SHARE = 1 / 60;
const MAX_CHARACTERS = 40;
/** The hub's start is told as an age, and rounded. */
const SAME_MS = 2_000;

/** A name from outside as marks have it, which canvases draw. */
export function markName(name: string): string {
  return visibleText(shortened(name, MAX_CHARACTERS));
}

/** What happened within a range, oldest first. */
export function annotationsIn(
  range: TimeRange,
  { startMs, drainsMs, store, alarms, runs }: Happenings,
): readonly Annotation[] {
  const all: Annotation[] = [
    ...(startMs === undefined
      ? []
      : [{ kind: "start", atMs: startMs, text: "hub started" } as const]),
    ...drainsMs.map((atMs): Annotation => ({ kind: "drain", atMs, text: "hub began to drain" })),
    ...gapsIn(range, store),
    ...alarms.flatMap(ofAlarm),
    ...runs.flatMap(ofRun),
  ];
  return all
    .filter(({ atMs }) => atMs >= range.fromMs && atMs <= range.toMs)
    .toSorted((a, b) => a.atMs - b.atMs)
    .slice(-MAX_ANNOTATIONS);
}

/** Whether marks of the same kinds are at about the same times. */
export function hasSameMarks(some: readonly Annotation[], others: readonly Annotation[]): boolean {
  return (
    some.length === others.length &&
    some.every(({ kind, atMs }, index) => {
      const other = others[index];
      return kind === other?.kind && Math.abs(atMs - other.atMs) < SAME_MS;
    })
  );
}

/** The list before, if the new one says the same: who compares lists then sees no change. */
export function unlessSame(
  before: readonly Annotation[],
  next: readonly Annotation[],
): readonly Annotation[] {
  const isSame =
    hasSameMarks(before, next) && before.every(({ text }, index) => text === next[index]?.text);
  return isSame ? before : next;
}

/** What is marked within `withinMs` of a time, in words; the nearest first. */
export function textNear(
  annotations: readonly Annotation[],
  atMs: number,
  withinMs: number,
): string | undefined {
  const near = annotations
    .map(({ text, atMs: markedMs }) => ({ text, farMs: Math.abs(markedMs - atMs) }))
    .filter(({ farMs }) => farMs <= withinMs)
    .toSorted((a, b) => a.farMs - b.farMs);
  return near.length === 0 ? undefined : near.map(({ text }) => text).join(", ");
}

function gapsIn(range: TimeRange, store: HubStore): Annotation[] {
  const closeMs = Math.max(store.intervalMs, (range.toMs - range.fromMs) * GAP_SHARE);
  const groups: { atMs: number; lastMs: number; gaps: number }[] = [];
  store.visit("gapsPerSecond", range, (atMs, perSecond) => {
    if (!(perSecond > 0)) return;
    const gaps = (perSecond * store.intervalMs) / 1_000;
    const group = groups.at(-1);
    if (group === undefined || atMs - group.lastMs > closeMs) {
      groups.push({ atMs, lastMs: atMs, gaps });
    } else {
      group.lastMs = atMs;
      group.gaps += gaps;
    }
  });
  return groups.map(({ atMs, gaps }) => {
    const count = Math.max(1, Math.round(gaps));
    return { kind: "gap", atMs, text: count === 1 ? "1 gap" : `${formatCount(count)} gaps` };
  });
}

function ofAlarm({ figure: name, fromMs }: Alarm): Annotation[] {
  const figure = ALARM_FIGURES.find((candidate) => candidate.name === name);
  return figure === undefined
    ? []
    : [{ kind: "alarm", atMs: fromMs, text: `alarm: ${figure.label}` }];
}

function ofRun({ scenario, fromMs, toMs }: BenchSpan): Annotation[] {
  const name = markName(scenario);
  const start: Annotation = { kind: "bench", atMs: fromMs, text: `bench ${name} started` };
  if (toMs === undefined) return [start];
  return [start, { kind: "bench", atMs: toMs, text: `bench ${name} ended` }];
}
