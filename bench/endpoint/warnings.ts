/** Warnings of an endpoint run: which figures not to trust, what is wrong with the stream, and what to do. */

import { caching } from "../doctor/checks/caching.ts";
import { proxyHint } from "../doctor/checks/proxy-hint.ts";
import { counted, formatNumber } from "../report/figures.ts";
import { bytesInWords, inWords } from "../doctor/words.ts";
import type { ResponseHead } from "../client/index.ts";
import {
  caution,
  checkNegative,
  checkPublisher,
  checkStrain,
  type Finding,
  invalid,
  notAllOpened,
} from "../load/validity.ts";
import { accountOf, type EndpointFigures } from "./figures.ts";
import { gatheringOf } from "./rhythm.ts";

/** Events of a burst that are older than this share of the time between bursts were held back. */
const HELD_BACK_SHARE = 1 / 4;
const MAX_REASONS_SHOWN = 5;

export function findingsOf(figures: EndpointFigures, head: ResponseHead | undefined): Finding[] {
  return [
    ...openedFindings(figures),
    ...lossFindings(figures),
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

function openedFindings(figures: EndpointFigures): Finding[] {
  const { openedCount, gaveUpCount, clients, record } = figures;
  const reasons = [...record.outages]
    .slice(0, MAX_REASONS_SHOWN)
    .map(([reason, times]) => `${times} × ${reason}`)
    .join("; ");
  if (openedCount < clients) return [notAllOpened(openedCount, clients, reasons)];
  if (gaveUpCount > 0) {
    const problem = `${counted(gaveUpCount, "client")} gave up during the run (${reasons})`;
    return [
      invalid(
        problem,
        "clients never return after such an answer, so make the server send no such one",
      ),
    ];
  }
  if (reasons === "") return [];
  return [
    caution(
      `connections were lost (${reasons})`,
      "check the timeouts of the server and its proxies",
    ),
  ];
}

/** All lost is a run that measured nothing. */
function lossFindings(figures: EndpointFigures): Finding[] {
  const { record, totals, vanished, published } = figures;
  const { duplicated } = record;
  const { expected, lost } = accountOf(figures);
  const findings: Finding[] = [];
  if (vanished.events > 0) {
    const isAll = vanished.events === (published?.sent ?? 0) - (published?.uncertain.length ?? 0);
    const tell = isAll ? invalid : caution;
    findings.push(
      tell(
        `${isAll ? "none" : formatNumber(vanished.events)} of ${counted(published?.sent ?? 0, "published event")} ` +
          `reached ${isAll ? "a" : "no"} client`,
        "check that --publish-url feeds this stream and that it keeps {data} as it is",
      ),
    );
  }
  if (totals.isBroadcast && totals.lost > 0) {
    const tell = lost === expected ? invalid : caution;
    findings.push(
      tell(
        `${formatNumber(lost)} of ${counted(expected, "delivery", "deliveries")} to connected clients were lost`,
        "check whether the server drops events for slow or returning clients",
      ),
    );
  }
  if (duplicated > 0) {
    findings.push(
      caution(
        `${counted(duplicated, "event")} came twice to a client that had stayed connected`,
        "send each event once to each connection",
      ),
    );
  }
  if (totals.outOfOrder > 0) {
    findings.push(
      caution(
        `${counted(totals.outOfOrder, "event")} came out of order`,
        "send events to each client in the order in which they were accepted",
      ),
    );
  }
  return findings;
}

function generatorFindings({ strain, published, record, clock }: EndpointFigures): Finding[] {
  // Streams without times of their own still tell how far apart the clients received an event.
  const timed = record.latency.count > 0 ? record.latency : record.skew;
  const findings = checkStrain(
    strain,
    timed.percentileMs(99),
    timed.percentileMs(100),
    "lower --connections or --rate",
  );
  if (published !== undefined) findings.push(...checkPublisher(published));
  // Another machine's clock is only known approximately, which is a warning.
  if (clock?.errorMs === 0) findings.push(...checkNegative(record.early));
  return findings;
}

function deliveryWarnings({ record, totals, published, measuredMs }: EndpointFigures): string[] {
  const { deliveries, withoutId } = record;
  if (deliveries === 0) {
    if (published !== undefined) return [];
    return [`no event came in ${inWords(measuredMs)}: publish some yourself or with --publish-url`];
  }
  const warnings: string[] = [];
  if (!totals.isBroadcast) {
    warnings.push(
      "each client receives events of its own, so loss and skew cannot be measured: choose a stream that all clients share",
    );
  }
  const stalls = record.rhythm.stalls();
  if (stalls > 0) {
    const longest = inWords(record.rhythm.interval.percentileMs(100) ?? 0);
    warnings.push(
      `${counted(stalls, "stall")} of up to ${longest}, counted at each client: check what held the stream up`,
    );
  }
  if (withoutId > 0) {
    warnings.push(
      `${formatNumber(withoutId)} of ${counted(deliveries, "event")} had no id, so that a missed one cannot be ` +
        "resent and equal ones are told apart by order only: give each event an id",
    );
  }
  return warnings;
}

function resumeWarnings({ record, totals, cutCount, clients }: EndpointFigures): string[] {
  if (cutCount === 0) {
    const why =
      clients < 2
        ? "one client has to stay connected: use --connections 2 or more"
        : "no connection was open when half of them were to be cut: see whether the server ends them itself";
    return [`resuming was not tried, since ${why}`];
  }
  const warnings: string[] = [];
  const { awayExpected, awayLost, isBroadcast } = totals;
  if (record.recovered < cutCount) {
    warnings.push(
      `only ${record.recovered} of ${counted(cutCount, "cut client")} came back: check that the server accepts reconnects, or raise --duration`,
    );
  }
  if (isBroadcast && awayLost > 0) {
    const isIgnored = awayLost === awayExpected && record.recovered > 0;
    const cure = isIgnored
      ? "Last-Event-ID is ignored; read it and resend what followed"
      : "keep more events to resend after a Last-Event-ID";
    warnings.push(
      `resuming lost ${formatNumber(awayLost)} of ${counted(awayExpected, "event")} that ` +
        `${counted(cutCount, "client")} missed while they were cut: ${cure}`,
    );
  }
  if (isBroadcast && awayExpected === 0 && record.deliveries > 0) {
    warnings.push(
      "no event was published while clients were cut, so resuming was not tested: raise --rate",
    );
  }
  const again = record.duplicatedAfterResume + totals.replayed;
  if (again > 0) {
    warnings.push(
      `resuming brought ${counted(again, "event that was", "events that were")} not asked for again: resend only what follows the Last-Event-ID`,
    );
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
    return [
      `${seen}, by nature or because something buffers the stream: find out with --publish-url`,
    ];
  }
  return waitMs < everyMs * HELD_BACK_SHARE
    ? []
    : [
        `${seen} and half of them are ${inWords(waitMs)} old, so something buffers the stream: see bun run bench doctor`,
      ];
}

function clockWarnings({ clock, record }: EndpointFigures): string[] {
  if (clock === undefined || record.latency.count === 0) return [];
  const { offsetMs, errorMs } = clock;
  const warnings: string[] = [];
  if (errorMs > 0) {
    warnings.push(
      `latency relies on another machine's clock, ${offsetMs.toFixed(0)} ms ahead of this one, ` +
        `give or take ${inWords(errorMs)}: trust no difference smaller than that`,
    );
  }
  if (record.early > 0 && errorMs > 0) {
    warnings.push(
      `${counted(record.early, "event")} arrived before being sent, by that clock: synchronise the clocks`,
    );
  }
  return warnings;
}

/** What the doctor says about the headers of the first response. */
function headerWarnings(head: ResponseHead | undefined): string[] {
  if (head === undefined) return [];
  const plain = { head: { atMs: 0, head } };
  return [...caching({ plain }), ...proxyHint({ plain })]
    .filter(({ severity }) => severity !== "ok")
    .map(({ title, cure }) => `${title}. ${cure}`);
}
