/**
 * Access: only requests whose Host is this hub's (against DNS rebinding), and pages of this or an allowed origin.
 */

export interface AccessPolicy {
  /** Host names in lower case without a port; `*` allows any. */
  readonly hosts: ReadonlySet<string>;
  /** Origins of other sites, such as `https://app.example`; `*` allows any, without credentials. */
  readonly origins: ReadonlySet<string>;
}

export interface Refusal {
  readonly status: number;
  readonly detail: string;
}

const ANY = "*";
const LOOPBACK_HOSTS = ["localhost", "127.0.0.1", "[::1]"];
/** [RFC 9112, 3.2] one Host field: a name or an address, optionally with a port. */
const HOST = /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._~%-]+)(?::\d{1,5})?$/;
/** Headers that a page may send; EventSource polyfills use the last three. */
const ALLOWED_HEADERS =
  "content-type, last-event-id, authorization, cache-control, x-requested-with";
/** How long a browser may cache a preflight, in seconds. */
const PREFLIGHT_MAX_AGE_S = "600";

/** Allows loopback names, the address listened on, and those in the configuration. */
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

/** Says why a request to this Host is refused; `undefined` if it is allowed. */
export function hostRefusal({ hosts }: AccessPolicy, headers: Headers): Refusal | undefined {
  const host = headers.get("host");
  if (host === null) return { status: 400, detail: "The request has no Host header" };
  // Fast path: most requests have one of these few.
  if (hosts.has(host)) return undefined;
  // Two Host fields arrive as one, joined by a comma.
  if (!HOST.test(host)) {
    return {
      status: 400,
      detail: `Host is '${host}': expected one name or address, with or without a port`,
    };
  }
  if (hosts.has(ANY) || hosts.has(withoutPort(host))) return undefined;
  return {
    status: 421,
    detail: `This hub does not answer to Host '${host}'; --allow-host allows more`,
  };
}

/** Says why a page's request is refused; `undefined` if it is allowed, or not a page's. */
export function originRefusal(policy: AccessPolicy, headers: Headers): Refusal | undefined {
  const origin = headers.get("origin");
  const isAllowed =
    origin === null ? !isFromElsewhere(headers) : isAllowedOrigin(policy, origin, headers);
  if (isAllowed) return undefined;
  const whose = origin === null ? "another site" : `'${origin}'`;
  return {
    status: 403,
    detail: `Pages of ${whose} may not use this hub; --allow-origin allows more`,
  };
}

/** The headers that let a page of an allowed origin read the response; `undefined` for all others. */
export function crossOriginHeaders(
  { origins }: AccessPolicy,
  headers: Headers,
): Record<string, string> | undefined {
  const origin = headers.get("origin");
  if (origin === null) return undefined;
  if (origins.has(origin)) {
    return { ...allowing(origin), "access-control-allow-credentials": "true", vary: "origin" };
  }
  // [spec] https://fetch.spec.whatwg.org/#cors-protocol-and-credentials: "*" excludes credentials.
  return origins.has(ANY) ? allowing(ANY) : undefined;
}

function allowing(origin: string): Record<string, string> {
  return {
    "access-control-allow-origin": origin,
    "access-control-allow-methods": "GET, HEAD, POST, DELETE",
    "access-control-allow-headers": ALLOWED_HEADERS,
    "access-control-expose-headers": "retry-after",
    "access-control-max-age": PREFLIGHT_MAX_AGE_S,
  };
}

/**
 * A page that does not read the response (`mode: "no-cors"`, an image, a script) sends no Origin, but its browser
 * says that it belongs to another site. Following a link is allowed.
 */
function isFromElsewhere(headers: Headers): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== "cross-site" && site !== "same-site") return false;
  return headers.get("sec-fetch-mode") !== "navigate";
}

function isAllowedOrigin({ origins }: AccessPolicy, origin: string, headers: Headers): boolean {
  if (origins.has(origin) || origins.has(ANY)) return true;
  const host = headers.get("host");
  return origin === `http://${host}` || origin === `https://${host}`;
}

function withoutPort(host: string): string {
  return host.replace(/:\d+$/, "").toLowerCase();
}
