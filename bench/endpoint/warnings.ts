/** What a reader of an endpoint run must be told in words: why not to trust a figure, and what is wrong. */

import { caching } from "../doctor/checks/caching.ts";
import { proxyHint } from "../doctor/checks/proxy-hint.ts";
import { counted } from "../report/figures.ts";
import { bytesInWords, inWords } from "../doctor/words.ts";
import type { ResponseHead } from "../client/index.ts";
import type { Finding } from "../load/validity.ts";
import type { EndpointFigures } from "./figures.ts";
import { gatheringOf } from "./rhythm.ts";

/** A process that was busy for longer than this saw events later than they came. */
const MAX_LOOP_LAG_MS = 500;
/** A publisher later than this at its 99th percentile no longer makes the load that was asked for. */
const MAX_PACER_LATE_MS = 50;
/** Events that come together and are older than this share of the time between bursts waited for each other. */
const HELD_BACK_SHARE = 1 / 4;
const MAX_REASONS_SHOWN = 5;

export function findingsOf(figures: EndpointFigures, head: ResponseHead | undefined): Finding[] {
  return [
    ...openedFindings(figures),
    ...generatorFindings(figures),
    ...[
      ...deliveryWarnings(figures),
      ...resumeWarnings(figures),
      ...bufferWarnings(figures),
      ...clockWarnings(figures),
      ...headerWarnings(head),
    ].map((warning) => ({ isInvalid: false, warning })),
  ];
}

function openedFindings({ openedCount, clients, record }: EndpointFigures): Finding[] {
  const reasons = [...record.outages]
    .slice(0, MAX_REASONS_SHOWN)
    .map(([reason, times]) => `${times} × ${reason}`);
  const why = reasons.length === 0 ? "" : ` (${reasons.join("; ")})`;
  if (openedCount < clients) {
    const warning = `only ${openedCount} of ${clients} clients opened${why}`;
    return [{ isInvalid: true, warning }];
  }
  return why === "" ? [] : [{ isInvalid: false, warning: `connections were lost${why}` }];
}

function generatorFindings({ loopLagMs, published }: EndpointFigures): Finding[] {
  const findings: Finding[] = [];
  const invalid = (warning: string) => findings.push({ isInvalid: true, warning });
  if (loopLagMs > MAX_LOOP_LAG_MS) {
    invalid(`this process stood still for ${inWords(loopLagMs)}: lower --connections or the load`);
  }
  const lateMs = published?.lateness.percentileMs(99) ?? 0;
  if (lateMs > MAX_PACER_LATE_MS) {
    invalid(`the publisher was ${inWords(lateMs)} late (p99): lower --rate`);
  }
  for (const [reason, times] of Object.entries(published?.failures ?? {})) {
    invalid(`${times} × not published: ${reason}`);
  }
  return findings;
}

function deliveryWarnings({ record, totals, vanished, measuredMs }: EndpointFigures): string[] {
  const { deliveries, withoutId } = record;
  if (deliveries === 0) {
    return [`no event came in ${inWords(measuredMs)}: publish some, or see --publish-url`];
  }
  const warnings: string[] = [];
  if (!totals.isBroadcast) {
    warnings.push("clients get events of their own: what is lost, and the skew, cannot be told");
  }
  if (withoutId > 0) {
    warnings.push(
      `${counted(withoutId, "event")} of ${deliveries} had no id: what is missed cannot be ` +
        "resent, and equal data is told apart by its order only",
    );
  }
  if (vanished > 0) {
    warnings.push(`${counted(vanished, "published event")} came to no client at all`);
  }
  return warnings;
}

function resumeWarnings({ record, totals, cutCount, clients }: EndpointFigures): string[] {
  if (cutCount === 0) {
    return clients < 2 ? ["resuming was not tried: it takes 2 connections, one of them uncut"] : [];
  }
  const warnings: string[] = [];
  const { awayExpected, awayLost, isBroadcast } = totals;
  if (record.recovered < cutCount) {
    warnings.push(`only ${record.recovered} of ${cutCount} cut clients came back`);
  }
  if (isBroadcast && awayLost > 0) {
    const isIgnored = awayLost === awayExpected && record.recovered > 0;
    warnings.push(
      `resuming lost ${awayLost} of ${counted(awayExpected, "event")} that ${cutCount} clients ` +
        `missed while they were cut${isIgnored ? ": Last-Event-ID is ignored" : ""}`,
    );
  }
  if (isBroadcast && awayExpected === 0 && record.deliveries > 0) {
    warnings.push("nothing happened while clients were cut, so their resuming shows nothing");
  }
  const again = record.duplicatedAfterResume + record.replayed;
  if (again > 0) {
    warnings.push(`resuming brought ${counted(again, "event")} that were not asked for again`);
  }
  return warnings;
}

function bufferWarnings({ record }: EndpointFigures): string[] {
  const gathering = gatheringOf(record.rhythm.bursts);
  if (gathering === undefined) return [];
  const { events, bytes, everyMs } = gathering;
  const seen = `events come in bursts of about ${events} (${bytesInWords(bytes)}) every ${inWords(everyMs)}`;
  const waitMs = record.latency.percentileMs(50);
  if (waitMs === null) {
    return [`${seen}: either they happen so, or something buffers; --publish-url tells`];
  }
  return waitMs < everyMs * HELD_BACK_SHARE
    ? []
    : [`${seen} and half of them are ${inWords(waitMs)} old: something buffers the stream`];
}

function clockWarnings({ clock, record }: EndpointFigures): string[] {
  if (clock === undefined || record.latency.count === 0) return [];
  const { offsetMs, errorMs } = clock;
  const warnings: string[] = [];
  if (errorMs > 0) {
    warnings.push(
      `latency rests on another machine's clock, ${offsetMs.toFixed(0)} ms ahead of this one, ` +
        `give or take ${inWords(errorMs)}`,
    );
  }
  if (record.early > 0) {
    warnings.push(`${counted(record.early, "event")} came before they were made, by that clock`);
  }
  return warnings;
}

/** What the doctor would say of the first answer's headers. */
function headerWarnings(head: ResponseHead | undefined): string[] {
  if (head === undefined) return [];
  const plain = { head: { atMs: 0, head } };
  return [...caching({ plain }), ...proxyHint({ plain })]
    .filter(({ severity }) => severity !== "ok")
    .map(({ title, cure }) => `${title}. ${cure}`);
}
