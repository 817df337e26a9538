/** Why a stream is down: a kind for counting and a sentence for people. */

/**
 * - `connect`: no connection (refused, no route, no such name); `tls`: not trusted, or no TLS at the other end
 * - `ended`: the response was complete; `truncated`: the peer closed in the middle of it; `reset`: a TCP reset
 * - `malformed`: not HTTP/1.1; `cut`: cut by the client on purpose
 * - `status`, `content-type`, `content-encoding`, `redirect`, `limit`: a response that ends it for good
 */
export type OutageKind =
  | "connect"
  | "tls"
  | "ended"
  | "truncated"
  | "reset"
  | "malformed"
  | "cut"
  | "status"
  | "content-type"
  | "content-encoding"
  | "redirect"
  | "limit";

export interface Outage {
  readonly kind: OutageKind;
  readonly reason: string;
}
