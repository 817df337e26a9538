/** Whether anything in between might store the stream, or serve it from a store. */

import { findingsOf } from "../finding.ts";
import type { HeadCheck } from "../observations.ts";
import { headerOf, isOpened } from "../recording.ts";

const finding = findingsOf("caching");

const CURE = "Send Cache-Control: no-store.";

export const caching: HeadCheck = ({ plain }) => {
  if (!isOpened(plain)) return [];
  const value = headerOf(plain, "cache-control");
  const directives = value.toLowerCase();
  if (/\bno-(store|cache)\b/.test(directives)) {
    return [finding.ok("The stream is not cached", `Cache-Control: ${value}`)];
  }
  if (/\bpublic\b|\bs-maxage=[1-9]|\bmax-age=[1-9]/.test(directives)) {
    return [
      finding.fault(
        "Caches are invited to keep the stream",
        `Cache-Control: ${value}. A cache may hold the stream back, or hand an old one to the next reader.`,
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
