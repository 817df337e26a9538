/** Whether the stream tells a proxy on the way not to buffer it. */

import { resultsOf } from "../check-result.ts";
import type { HeadCheck } from "../observations.ts";
import { type Answer, headerOf, isOpened } from "../recording.ts";

const finding = resultsOf("proxy-hint");

/** Headers that only an intermediary adds. */
const PROXY_HEADERS = ["via", "x-cache", "cf-ray", "x-amz-cf-id", "x-served-by", "x-varnish"];
const PROXY_SERVERS = /nginx|openresty|envoy|cloudflare|varnish|traefik|haproxy|squid|awselb/i;

/** Published events that arrive this soon are not buffered. */
const SOON_MS = 500;

export const proxyHint: HeadCheck = ({ plain, publishing }) => {
  if (!isOpened(plain)) return [];
  if (headerOf(plain, "x-accel-buffering").toLowerCase() === "no") {
    return [finding.ok("Proxies are told not to buffer", "X-Accel-Buffering: no")];
  }
  const proxy = proxyOf(plain);
  if (proxy === undefined) {
    return [finding.ok("No proxy is visible", "Neither Server nor Via nor a cache names one.")];
  }
  const single = publishing?.single ?? [];
  const isSoon = single.every(
    ({ arrival, answeredAtMs }) => (arrival?.atMs ?? Infinity) - answeredAtMs < SOON_MS,
  );
  if (single.length > 0 && isSoon) {
    return [
      finding.ok(
        "The proxy does not buffer",
        `The response has ${proxy}; published events arrived at once.`,
      ),
    ];
  }
  return [
    finding.advice(
      "X-Accel-Buffering is not sent, and there is a proxy",
      `The response has ${proxy}. nginx buffers unless told otherwise; it also removes the header ` +
        "when it obeys it, so it may already be there.",
      "Send X-Accel-Buffering: no from the server, or set proxy_buffering off for this path.",
    ),
  ];
};

function proxyOf(plain: Answer): string | undefined {
  const server = headerOf(plain, "server");
  if (PROXY_SERVERS.test(server)) return `Server: ${server}`;
  const name = PROXY_HEADERS.find((header) => headerOf(plain, header) !== "");
  return name && `${name}: ${headerOf(plain, name)}`;
}
