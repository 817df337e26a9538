/** The request that opens a WebSocket (RFC 6455, section 4.1); the hub's WebSocket resumes from its query. */

import { headerLines, type RequestHeaders } from "../../client/request.ts";

/** Sixteen bytes in base64, as the handshake requires. */
const HANDSHAKE_KEY = "c3RyZWFtZ2F1Z2ViZW5jaA==";

/** `url` is the WebSocket's address with the scheme http; `lastEventId` may be empty. */
export function upgradeRequest(
  { pathname, search, host }: URL,
  lastEventId: string,
  headers: RequestHeaders = {},
): string {
  const query = new URLSearchParams(search);
  if (lastEventId !== "") query.set("lastEventID", lastEventId);
  const defaults = {
    Host: host,
    Connection: "Upgrade",
    Upgrade: "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": HANDSHAKE_KEY,
  };
  return `GET ${pathname}?${query} HTTP/1.1\r\n${headerLines(defaults, headers)}\r\n`;
}
