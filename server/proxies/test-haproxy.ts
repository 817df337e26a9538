/** Support for tests: HAProxy in front of a hub, which it probes in two ways, and the probes' results. */

import { startProxy, type TestProxy } from "./test-proxy.ts";

/** Each is a backend with the hub as its only server; readers go to the first. */
const PROBES = {
  plain: "option httpchk",
  ready: "option httpchk GET /health/ready",
} as const;

export type Probe = keyof typeof PROBES;

/** What HAProxy's statistics say about a server. */
export interface Finding {
  /** `UP` or `DOWN`; followed by a count of probes while in transition. */
  readonly status: string;
  /** Result of the last probe, such as `L7OK`; `INI` before the first. */
  readonly check: string;
  /** HTTP status of the last probe. */
  readonly code: string;
}

/**
 * Starts HAProxy. Without `http-no-delay` it would hold a lone event back for 200 ms, waiting for more. It probes
 * more often than by default, with long timeouts, so that a busy machine does not look like a hub that is down.
 */
export function startHaproxy(hubOrigin: string): Promise<TestProxy> {
  const backends = Object.entries(PROBES).map(
    ([name, check]) => `
backend ${name}
  ${check}
  server hub ${new URL(hubOrigin).host} check inter 500ms fastinter 50ms
`,
  );
  return startProxy(
    ({ configPath }) => ["haproxy", "-db", "-f", configPath],
    ({ port }) => `
defaults
  mode http
  option http-no-delay
  timeout connect 5s
  timeout client 1m
  timeout server 1m
  timeout check 5s

frontend readers
  bind 127.0.0.1:${port}
  option forwardfor
  compression algo gzip
  compression type text/event-stream text/plain
  stats enable
  stats uri /haproxy
  default_backend plain
${backends.join("")}`,
  );
}

/** Polls HAProxy's statistics until they show what the caller waits for. */
export async function findingUntil(
  { origin }: TestProxy,
  probe: Probe,
  isReached: (finding: Finding) => boolean,
): Promise<Finding> {
  for (;;) {
    const finding = findingIn(await (await fetch(`${origin}/haproxy;csv`)).text(), probe);
    if (isReached(finding)) return finding;
  }
}

/** While a probe is running, the last result is prefixed with an asterisk. */
function findingIn(csv: string, probe: Probe): Finding {
  const [names = [], ...rows] = csv.split("\n").map((line) => line.split(","));
  const row = rows.find(([backend, server]) => backend === probe && server === "hub") ?? [];
  const valueOf = (name: string) => row[names.indexOf(name)] ?? "";
  return {
    status: valueOf("status"),
    check: valueOf("check_status").replace("* ", ""),
    code: valueOf("check_code"),
  };
}
