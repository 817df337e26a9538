/** Whether a browser can have more than six streams; over HTTP/1.1 six is the limit for all its tabs together. */

import { resultsOf } from "../check-result.ts";
import type { Check } from "../observations.ts";

const finding = resultsOf("http-version");

const LIMIT =
  "Browsers open at most six connections to a host over HTTP/1.1, and every stream takes one.";

export const httpVersion: Check = ({ plain, isSecure, protocol }) => {
  if (plain.head === undefined) return [];
  if (protocol === "h2")
    return [finding.ok("HTTP/2 is supported", "Many streams share one connection.")];
  if (isSecure && protocol === undefined) {
    return [
      finding.unknown(
        "Whether HTTP/2 is supported",
        "The TLS handshake did not say.",
        "Check with curl -sv --http2 whether ALPN chooses h2.",
      ),
    ];
  }
  const why = isSecure
    ? "TLS does not offer HTTP/2."
    : "Without TLS, browsers speak HTTP/1.1 only.";
  return [
    finding.advice(
      "HTTP/1.1 only: six streams per browser",
      `${why} ${LIMIT}`,
      "Serve it over https with HTTP/2, or let all tabs share one stream (SharedWorker, BroadcastChannel).",
    ),
  ];
};
