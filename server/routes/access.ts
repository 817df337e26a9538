/**
 * Who may ask: only requests that name this hub as their Host (so that no foreign name can be pointed
 * at it), and pages of this or an allowed origin.
 */

export interface AccessPolicy {
  /** Host names without port; `*` allows any. */
  readonly hosts: ReadonlySet<string>;
  /** Origins of other sites, such as `https://app.example`. */
  readonly origins: ReadonlySet<string>;
}

export interface Refusal {
  readonly status: number;
  readonly detail: string;
}

const LOOPBACK_HOSTS = ["localhost", "127.0.0.1", "[::1]"];

/** Allows loopback names, the address listened on, and what the configuration adds. */
export function accessPolicy(
  host: string,
  allowedHosts: readonly string[],
  allowedOrigins: readonly string[],
): AccessPolicy {
  const own = host.includes(":") ? `[${host}]` : host;
  return {
    hosts: new Set([...LOOPBACK_HOSTS, own, ...allowedHosts].map((name) => name.toLowerCase())),
    origins: new Set(allowedOrigins),
  };
}

/** Says why a request with these headers is refused; `undefined` when it is not. */
export function refusal(policy: AccessPolicy, headers: Headers): Refusal | undefined {
  const host = headers.get("host");
  if (host === null) return { status: 400, detail: "The request has no Host header" };
  if (!policy.hosts.has("*") && !policy.hosts.has(withoutPort(host))) {
    const detail = `This hub does not answer to Host '${host}'; --allow-host adds names`;
    return { status: 421, detail };
  }
  const origin = headers.get("origin");
  if (origin === null || isOwnOrigin(origin, host) || policy.origins.has(origin)) return undefined;
  return {
    status: 403,
    detail: `Pages of '${origin}' may not use this hub; --allow-origin adds some`,
  };
}

/** The headers that let a page of an allowed other origin read the answer. */
export function crossOriginHeaders(policy: AccessPolicy, headers: Headers): Record<string, string> {
  const origin = headers.get("origin");
  if (origin === null || !policy.origins.has(origin)) return {};
  return {
    "access-control-allow-origin": origin,
    "access-control-allow-methods": "GET, POST, DELETE",
    "access-control-allow-headers": "content-type, last-event-id",
    vary: "origin",
  };
}

function withoutPort(host: string): string {
  return host.replace(/:\d+$/, "").toLowerCase();
}

function isOwnOrigin(origin: string, host: string): boolean {
  return origin === `http://${host}` || origin === `https://${host}`;
}
