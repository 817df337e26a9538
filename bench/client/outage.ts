/** Why a stream is not there: one kind to count by, one sentence to read. */

/**
 * - `connect`: no connection (refused, no route, no such name); `tls`: no trust or no TLS at the other end
 * - `ended`: the response was complete; `truncated`: the peer closed in its middle; `reset`: a TCP reset
 * - `malformed`: no HTTP/1.1; `cut`: this side cut it on purpose
 * - `status`, `content-type`, `content-encoding`, `redirect`, `limit`: an answer that ends it for good
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
