/** HTTP/1.1's limit of connections: when it is near, and how the page says so. */

/** Per host, over all tabs; the same in Chrome, Firefox and Safari. */
const CONNECTIONS = 6;
/** One to publish, one for the rest of the page. */
const TO_KEEP_FREE = 2;
/** The dashboard's stream, which the tabs share. */
const SHARED_STREAMS = 1;

const LIMIT = "Over HTTP/1.1 a browser opens at most six connections to one hub";
const WAY_OUT = "or serve the hub over HTTPS, where HTTP/2 has no such limit";

/**
 * Whether this page speaks HTTP/1.1 with the hub. The page itself does not tell if it comes from a cache or through the
 * service worker; its statistics do.
 */
export function isPageHttp1(): boolean {
  const entries = ["navigation", "resource"].flatMap((type) => performance.getEntriesByType(type));
  return entries.some(
    (entry) =>
      entry instanceof PerformanceResourceTiming && entry.nextHopProtocol.startsWith("http/1"),
  );
}

/** Whether one more stream would leave too few connections. */
export function isCrowded(otherStreams: number): boolean {
  return CONNECTIONS - SHARED_STREAMS - otherStreams - 1 < TO_KEEP_FREE;
}

export function waitingSentence(isHttp1: boolean): string {
  const wait = "Still waiting for the hub’s answer.";
  if (!isHttp1) return wait;
  return `${wait} ${LIMIT}, and the streams of this tab and others may use them all. Close a tab, disconnect in a Sandbox or stop a trace, ${WAY_OUT}.`;
}

export function crowdedSentence(otherStreams: number): string {
  return `${otherStreams} other streams of Sandbox and Trace are open, in this tab and others. ${LIMIT}, and another stream would leave too few for publishing. Disconnect one of those first, choose WebSocket, to which the limit does not apply, ${WAY_OUT}.`;
}
