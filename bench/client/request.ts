/**
 * The bytes of the GET that opens a stream. What all connections share is built once; no given header can inject a
 * line.
 * [spec] https://html.spec.whatwg.org/multipage/server-sent-events.html#the-eventsource-interface
 */

/** Extra header fields by name. */
export type RequestHeaders = Readonly<Record<string, string>>;

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const LINE_BREAKING = /[\r\n\0]/;
/** Set by the request itself; given ones could contradict it. */
const RESERVED = new Set(["last-event-id", "content-length", "transfer-encoding"]);

/**
 * The request for `url` up to its last header line, without the closing blank line. `headers` replace the default
 * ones; their values are sent as UTF-8.
 * @throws {TypeError} when a header is not a valid field, or is one that the request sets itself
 */
export function requestHead(url: URL, headers: RequestHeaders = {}): string {
  const authorization = basicAuthorization(url);
  const defaults = {
    Host: url.host,
    // [spec] User agents may set (`Accept`, `text/event-stream`) in request's header list.
    Accept: "text/event-stream",
    // [spec] Set request's cache mode to "no-store". – Fetch: If httpRequest's cache mode is "no-store" or
    // "reload" … append (`Pragma`, `no-cache`) … append (`Cache-Control`, `no-cache`).
    Pragma: "no-cache",
    "Cache-Control": "no-cache",
    // No `Connection`: HTTP/1.1 then means keep-alive, which browsers send explicitly. `close` would let a server end
    // the body with the connection, unlike for browsers.
    ...(authorization !== undefined && { Authorization: authorization }),
  };
  return `GET ${url.pathname}${url.search} HTTP/1.1\r\n${headerLines(defaults, headers)}`;
}

/**
 * The header lines of a request: `headers` replace defaults of the same name, in any case.
 * @throws {TypeError} when one of `headers` is not a valid field, or is one that a request sets itself
 */
export function headerLines(defaults: RequestHeaders, headers: RequestHeaders): string {
  const lines = new Map<string, string>();
  for (const [name, value] of Object.entries(defaults)) {
    lines.set(name.toLowerCase(), `${name}: ${value}\r\n`);
  }
  for (const [name, value] of Object.entries(headers)) {
    lines.set(name.toLowerCase(), headerLine(name, value));
  }
  return [...lines.values()].join("");
}

/**
 * The whole request: a head from `requestHead` and the position to resume from.
 * @throws {TypeError} when the id could not have come from a stream
 */
export function requestBytes(head: string, lastEventId: string): Buffer {
  if (LINE_BREAKING.test(lastEventId)) {
    throw new TypeError(`Cannot send Last-Event-ID ${JSON.stringify(lastEventId)}: CR, LF or NUL`);
  }
  // [spec] If the event source's last event ID string is not the empty string, then: … Let
  // lastEventIDValue be the EventSource object's last event ID string, encoded as UTF-8.
  const resume = lastEventId === "" ? "" : `Last-Event-ID: ${lastEventId}\r\n`;
  return Buffer.from(`${head}${resume}\r\n`);
}

function headerLine(name: string, value: string): string {
  if (!TOKEN.test(name))
    throw new TypeError(`Cannot send header ${JSON.stringify(name)}: not a token`);
  if (LINE_BREAKING.test(value)) {
    throw new TypeError(`Cannot send header ${name}: its value contains CR, LF or NUL`);
  }
  if (RESERVED.has(name.toLowerCase())) {
    throw new TypeError(`Cannot send header ${name}: the request sets it itself`);
  }
  return `${name}: ${value}\r\n`;
}

/** From `user:password@` in a URL; a browser would send it when the server asks. */
function basicAuthorization({ username, password }: URL): string | undefined {
  if (username === "" && password === "") return undefined;
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(credentials).toString("base64")}`;
}
