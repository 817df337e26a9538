/** A stream's URL and request: parsed and built once, shared by every client of a pool. */

import { type RequestHeaders, requestBytes, requestHead } from "./request.ts";

/** Secret from other origins, or wrong there. [spec] Fetch, HTTP-redirect fetch, step 13. */
const OWN_ORIGIN_HEADERS = new Set(["authorization", "cookie", "host"]);

export class Endpoint {
  /** Serialised, without the fragment. */
  readonly url: string;
  readonly origin: string;
  /** For a socket: an IPv6 address is without brackets. */
  readonly hostname: string;
  readonly port: number;
  readonly isSecure: boolean;
  readonly #headers: RequestHeaders;
  readonly #requestHead: string;
  readonly #firstRequest: Buffer;
  /** The last redirect, cached because the clients of a pool get the same one. */
  #next: { readonly location: string; readonly endpoint: Endpoint } | undefined;

  /** @throws {TypeError} when the URL is not http or https, or a header is not a valid field */
  constructor(url: URL, headers: RequestHeaders = {}) {
    if (url.protocol !== "http:" && url.protocol !== "https:") {
      throw new TypeError(`Cannot stream from ${url.protocol}: expected http: or https:`);
    }
    const [withoutFragment = ""] = url.href.split("#");
    this.url = withoutFragment;
    this.origin = url.origin;
    this.hostname = url.hostname.replace(/^\[(.*)\]$/, "$1");
    this.isSecure = url.protocol === "https:";
    this.port = url.port === "" ? (this.isSecure ? 443 : 80) : Number(url.port);
    this.#headers = headers;
    this.#requestHead = requestHead(url, headers);
    this.#firstRequest = requestBytes(this.#requestHead, "");
  }

  /** The request that resumes after `lastEventId`, which may be empty. */
  request(lastEventId: string): Buffer {
    return lastEventId === "" ? this.#firstRequest : requestBytes(this.#requestHead, lastEventId);
  }

  /** Where a Location header leads from here; `undefined` if that is not an http(s) URL. */
  redirect(location: string): Endpoint | undefined {
    if (this.#next?.location === location) return this.#next.endpoint;
    const url = URL.parse(location, this.url);
    if (url === null || !/^https?:$/.test(url.protocol)) return undefined;
    const endpoint = new Endpoint(url, this.#headersFor(url));
    this.#next = { location, endpoint };
    return endpoint;
  }

  #headersFor(url: URL): RequestHeaders {
    if (url.origin === this.origin) return this.#headers;
    const foreign = Object.entries(this.#headers).filter(
      ([name]) => !OWN_ORIGIN_HEADERS.has(name.toLowerCase()),
    );
    return Object.fromEntries(foreign);
  }
}
