/** The request that opens a WebSocket (RFC 6455, section 4.1), to be resumed as the hub's WebSocket is: by the query. */

/** Sixteen bytes in base64, as the handshake wants. */
const HANDSHAKE_KEY = "c3RyZWFtZ2F1Z2ViZW5jaA==";

/** `url` is that of the WebSocket with scheme http; `lastEventId` may be empty. */
export function upgradeRequest(
  { pathname, search, host }: URL,
  lastEventId: string,
  headers: Readonly<Record<string, string>> = {},
): string {
  const own = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const query = new URLSearchParams(search);
  if (lastEventId !== "") query.set("lastEventID", lastEventId);
  return (
    `GET ${pathname}?${query} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
    `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${HANDSHAKE_KEY}\r\n${own.join("")}\r\n`
  );
}
