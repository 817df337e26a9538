/** Whether a cache might store the stream or serve a stored one. */

import { resultsOf } from "../check-result.ts";
import type { HeadCheck } from "../observations.ts";
import { headerOf, isOpened } from "../recording.ts";

const finding = resultsOf("caching");

const CURE = "Send Cache-Control: no-store.";

export const caching: HeadCheck = ({ plain }) => {
  if (!isOpened(plain)) return [];
  const value = headerOf(plain, "cache-control");
  const directives = value.toLowerCase();
  if (/\bno-(store|cache)\b/.test(directives)) {
    return [finding.ok("The stream is not cached", `Cache-Control: ${value}`)];
  }
  // `private` keeps shared caches away, and browsers bypass their own for an EventSource.
  if (
    !/\bprivate\b/.test(directives) &&
    /\bpublic\b|\bs-maxage=[1-9]|\bmax-age=[1-9]/.test(directives)
  ) {
    return [
      finding.fault(
        "The stream may be cached",
        `Cache-Control: ${value}. A cache may hold the stream back, or serve an old one to the next reader.`,
        CURE,
      ),
    ];
  }
  const seen = value === "" ? "Cache-Control is not sent" : `Cache-Control: ${value}`;
  return [
    finding.advice(
      "The stream does not forbid caching",
      `${seen}; a cache may then decide for itself.`,
      CURE,
    ),
  ];
};
