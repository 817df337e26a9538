/** Records of streams for tests. */

import type { StreamRecord } from "#protocol";

export function streamRecord(number: number, more: Partial<StreamRecord> = {}): StreamRecord {
  return {
    id: `0-${number}`,
    state: "live",
    topics: ["a"],
    topicCount: 1,
    position: 0,
    lagEvents: 0,
    address: "203.0.113.7",
    userAgent: null,
    transport: "sse",
    thread: 0,
    openedAtMs: 1_000,
    sentBytes: 0,
    stalls: 0,
    fullForMs: null,
    closedAtMs: null,
    cause: null,
    ...more,
  };
}
