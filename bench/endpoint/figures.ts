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
  /** Connections that were cut on purpose. */
  readonly cutCount: number;
  /** From the last client's opening to the end, in ms. */
  readonly measuredMs: number;
  /** `undefined` if the bench published nothing. */
  readonly published: PublishOutcome | undefined;
  /** How many of the bench's events were accepted but reached no client. */
  readonly vanished: number;
  /** `undefined` if events do not say when they were created, or the other clock is unknown. */
  readonly clock: ClockOffset | undefined;
  /** Of this process, in which all clients are, since they opened. */
  readonly strain: Strain;
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

function deliveryMetrics({
  record,
  totals,
  clients,
  measuredMs,
  vanished,
}: EndpointFigures): Metrics {
  const perSecond = (count: number) => (count / measuredMs) * 1_000;
  const rates = {
    events_per_second: higher(perSecond(totals.events), "/s", totals.events),
    deliveries_per_second: higher(perSecond(record.deliveries), "/s", record.deliveries),
    duplicated: lower(record.duplicated, "events"),
    out_of_order: lower(record.outOfOrder, "events"),
    ...(record.gaps.missing !== undefined && { gaps: lower(record.gaps.missing, "events") }),
  };
  // If each client gets its own events, none can be missing compared with another.
  if (!totals.isBroadcast) return rates;
  const expected = totals.expected + vanished * clients;
  const lost = totals.lost + vanished * clients;
  return {
    delivered_ratio: higher(expected === 0 ? null : 1 - lost / expected, "ratio", expected),
    lost: lower(lost, "events"),
    ...rates,
    ...(record.skew.count > 0 && record.skew.metrics("skew")),
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
    "resume.duplicated": lower(record.duplicatedAfterResume + record.replayed, "events"),
  };
}

function publishMetrics({ record, published, clock }: EndpointFigures): Metrics {
  return {
    ...(clock !== undefined &&
      record.latency.count > 0 && {
        ...record.latency.metrics("latency"),
        "clock.offset_ms": lower(clock.offsetMs, "ms"),
        "clock.error_ms": lower(clock.errorMs, "ms"),
      }),
    ...(published !== undefined && published.ack.metrics("publish")),
  };
}
