/** The outcome of an endpoint run, as data, and its metrics. Pure. */

import { higher, lower, type Metrics } from "../result/result.ts";
import type { ClockOffset } from "./clock-offset.ts";
import type { EndpointRecord } from "./endpoint-record.ts";
import type { BookTotals } from "./event-book.ts";
import type { Strain } from "../load/process-watch.ts";
import { generatorMetrics } from "../scenarios/result.ts";
import type { PublishOutcome } from "../load/publish/publisher.ts";

export interface EndpointFigures {
  readonly record: EndpointRecord;
  readonly totals: BookTotals;
  readonly clients: number;
  readonly openedCount: number;
  /** Clients that opened and then gave up for good. */
  readonly gaveUpCount: number;
  /** Connections that were cut on purpose. */
  readonly cutCount: number;
  /** From the last client's opening to the last event that was awaited, in ms. */
  readonly measuredMs: number;
  /** `undefined` if the bench published nothing. */
  readonly published: PublishOutcome | undefined;
  readonly vanished: Vanished;
  /** `undefined` if events do not say when they were created, or the other clock is unknown. */
  readonly clock: ClockOffset | undefined;
  /** Of this process, in which all clients are, since they opened. */
  readonly strain: Strain;
}

/** The bench's events that were accepted but reached no client. */
export interface Vanished {
  readonly events: number;
  /** How many deliveries of them would have been timed. */
  readonly timed: number;
}

/** The deliveries that were due to connected clients, and how many never arrived. */
export function accountOf({ totals, vanished, openedCount }: EndpointFigures) {
  const deliveries = vanished.events * openedCount;
  return { expected: totals.expected + deliveries, lost: totals.lost + deliveries };
}

export function metricsOf(figures: EndpointFigures): Metrics {
  const { record, openedCount, clients } = figures;
  return {
    opened_ratio: higher(openedCount / clients, "ratio", clients),
    ...record.connect.metrics("connect"),
    ...record.firstByte.metrics("first_byte"),
    ...record.firstEvent.metrics("first_event"),
    ...deliveryMetrics(figures),
    ...record.rhythm.interval.metrics("interval"),
    stalls: lower(record.rhythm.stalls(), "stalls"),
    ...(record.heartbeat.count > 0 && record.heartbeat.metrics("heartbeat")),
    ...retryMetrics(record.retriesMs),
    ...resumeMetrics(figures),
    ...publishMetrics(figures),
    ...generatorMetrics(figures.strain),
  };
}

function deliveryMetrics(figures: EndpointFigures): Metrics {
  const { record, totals, measuredMs } = figures;
  const perSecond = (count: number) => (count / measuredMs) * 1_000;
  const rates = {
    events_per_second: higher(perSecond(totals.events), "/s", totals.events),
    deliveries_per_second: higher(perSecond(record.deliveries), "/s", record.deliveries),
    duplicated: lower(record.duplicated, "events"),
    out_of_order: lower(totals.outOfOrder, "events"),
    ...(record.gaps.missing !== undefined && { gaps: lower(record.gaps.missing, "events") }),
  };
  // If each client gets its own events, none can be missing compared with another.
  if (!totals.isBroadcast) return rates;
  const { expected, lost } = accountOf(figures);
  return {
    delivered_ratio: higher(expected === 0 ? null : 1 - lost / expected, "ratio", expected),
    lost: lower(lost, "events"),
    ...rates,
    ...(record.skew.count > 0 && record.skew.metrics("skew", totals.skewLost)),
  };
}

function retryMetrics(retriesMs: readonly number[]): Metrics {
  if (retriesMs.length === 0) return {};
  return {
    "retry.min_ms": lower(Math.min(...retriesMs), "ms", retriesMs.length),
    "retry.max_ms": lower(Math.max(...retriesMs), "ms", retriesMs.length),
  };
}

function resumeMetrics({ record, totals, cutCount }: EndpointFigures): Metrics {
  if (cutCount === 0) return {};
  const ratio = (count: number, of: number) => higher(of === 0 ? null : count / of, "ratio", of);
  return {
    recovered_ratio: ratio(record.recovered, cutCount),
    ...record.recovery.metrics("recovery", cutCount - record.recovered),
    retry_honoured: ratio(record.recoveredInTime, record.recovered),
    ...(totals.isBroadcast && {
      "resume.expected": higher(totals.awayExpected, "events"),
      "resume.lost": lower(totals.awayLost, "events"),
    }),
    "resume.duplicated": lower(record.duplicatedAfterResume + totals.replayed, "events"),
  };
}

function publishMetrics(figures: EndpointFigures): Metrics {
  const { record, totals, published, vanished, clock } = figures;
  const lost = totals.timedLost + vanished.timed;
  return {
    ...(clock !== undefined &&
      record.latency.count + lost > 0 && {
        ...record.latency.metrics("latency", lost),
        "clock.offset_ms": lower(clock.offsetMs, "ms"),
        "clock.error_ms": lower(clock.errorMs, "ms"),
      }),
    ...(published !== undefined && published.ack.metrics("publish")),
  };
}
