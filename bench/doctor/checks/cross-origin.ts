/** Whether pages of another origin can read the stream, and resume it. */

import { type CheckResult, resultsOf } from "../check-result.ts";
import type { Check, Observations } from "../observations.ts";
import { headerOf, identified, isOpened, type Recording } from "../recording.ts";

const finding = resultsOf("cross-origin");

// [spec] Fetch, CORS-safelisted request-header: if value's length is greater than 128, then return false.
const MAX_SAFE_ID_BYTES = 128;
// [spec] Fetch, CORS-unsafe request-header byte.
const UNSAFE = /[\0-\x08\x0a-\x1f"():<>?@[\\\]{}\x7f]/;

export const crossOrigin: Check = (seen) => {
  const { plain, foreign, origin } = seen;
  if (!isOpened(plain)) return [];
  if (foreign.head === undefined) {
    return [
      finding.unknown(
        "Whether pages of other origins can read the stream",
        "The request with an Origin got no response.",
        "Try again when fewer streams are open.",
      ),
    ];
  }
  const unsafe = judgeIds(plain);
  const allowed = headerOf(foreign, "access-control-allow-origin");
  if (!isOpened(foreign) || (allowed !== "*" && allowed !== origin)) {
    return [refused(seen, allowed), ...unsafe];
  }
  return [judgePreflight(seen, allowed), ...unsafe];
};

function refused({ foreign, origin, isOriginWanted }: Observations, allowed: string): CheckResult {
  const judge = isOriginWanted ? finding.fault : finding.advice;
  const answer = foreign.head?.head.status ?? 0;
  const header =
    allowed === "" ? "no Access-Control-Allow-Origin" : `Access-Control-Allow-Origin: ${allowed}`;
  return judge(
    isOriginWanted
      ? `Pages of ${origin} cannot read the stream`
      : "Pages of an unknown origin cannot read the stream",
    `To a page of ${origin} it responded ${answer} with ${header}.`,
    isOriginWanted
      ? "Send Access-Control-Allow-Origin with that origin."
      : "If pages of other origins should read it, send Access-Control-Allow-Origin with their origin, and check " +
          "that with --origin.",
  );
}

/** EventSource sends Last-Event-ID without a preflight; clients built on fetch cannot. */
function judgePreflight({ preflight, origin }: Observations, allowed: string): CheckResult {
  const seen = `Access-Control-Allow-Origin: ${allowed}.`;
  const names = (preflight?.allowedHeaders ?? "").toLowerCase().split(/\s*,\s*/);
  const isPassed =
    preflight !== undefined &&
    preflight.status < 300 &&
    ["*", origin].includes(preflight.allowedOrigin) &&
    (names.includes("*") || names.includes("last-event-id"));
  if (isPassed) return finding.ok("Pages of other origins can read and resume the stream", seen);
  return finding.advice(
    "A CORS preflight for Last-Event-ID is refused",
    `${seen} OPTIONS was answered ${preflight?.status ?? "not at all"}. Browsers' own EventSource needs no ` +
      "preflight, but clients built on fetch do when they resume.",
    "Answer OPTIONS with Access-Control-Allow-Headers: Last-Event-ID.",
  );
}

function judgeIds(plain: Recording): CheckResult[] {
  const ids = identified(plain.arrivals).map(({ event }) => event.id);
  const long = ids.find((id) => Buffer.byteLength(id) > MAX_SAFE_ID_BYTES);
  const odd = ids.find((id) => UNSAFE.test(id));
  const worst = long ?? odd;
  if (worst === undefined) return [];
  const why =
    long === undefined ? "has characters that are not CORS-safe" : "has more than 128 bytes";
  return [
    finding.advice(
      "Event ids are not CORS-safe",
      `The id ${JSON.stringify(worst.slice(0, 60))} ${why}: a client built on fetch needs a preflight to ` +
        "send it back from another origin, and EventSource will where browsers close that gap.",
      "Use ids of at most 128 letters, digits and -_.",
    ),
  ];
}
