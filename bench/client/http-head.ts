/**
 * The head of an HTTP/1.1 response: status, header fields, and where they say the body ends.
 * [spec] https://www.rfc-editor.org/rfc/rfc9112#section-6.3
 */

/** A final response's status line and header section. */
export interface ResponseHead {
  readonly status: number;
  /** The y of HTTP/1.y. */
  readonly minorVersion: number;
  /** By lower-case name; a repeated field's values are joined with ", ". Raw, as Latin-1. */
  readonly headers: ReadonlyMap<string, string>;
}

/** Where the body ends: after a length, with the last chunk, or with the connection. */
export type BodyFraming =
  | { readonly kind: "length"; readonly bytes: number }
  | { readonly kind: "chunked" }
  | { readonly kind: "untilClose" };

/** The peer violates HTTP/1.1. */
export class HttpSyntaxError extends SyntaxError {
  override readonly name: string = "HttpSyntaxError";
}

/** The peer sent more than this client stores. */
export class HttpLimitError extends HttpSyntaxError {
  override readonly name = "HttpLimitError";
}

const STATUS_LINE = /^HTTP\/1\.(\d) (\d{3})(?: |$)/;
const FIELD_LINE = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):(.*)$/;

/**
 * Parses a head, including its closing blank line.
 * @throws {HttpSyntaxError} when it is malformed
 */
export function parseHead(text: string): ResponseHead {
  // [spec] A recipient MAY recognize a single LF as a line terminator and ignore any preceding CR.
  const [statusLine = "", ...fieldLines] = text.trimEnd().split(/\r?\n/);
  const match = STATUS_LINE.exec(statusLine);
  if (match === null) {
    throw new HttpSyntaxError(`Cannot read status line ${JSON.stringify(statusLine.slice(0, 80))}`);
  }
  return {
    status: Number(match[2]),
    minorVersion: Number(match[1]),
    headers: parseFields(fieldLines),
  };
}

/**
 * Where the body of a response to GET or POST ends.
 * @throws {HttpSyntaxError} when its length is malformed or contradictory
 */
export function bodyFraming({ status, minorVersion, headers }: ResponseHead): BodyFraming {
  if (status === 204 || status === 304) return { kind: "length", bytes: 0 };
  const coding = headers.get("transfer-encoding");
  // Browsers ignore a coding in HTTP/1.0, and so does this.
  if (coding !== undefined && minorVersion > 0) {
    // [spec] If a Transfer-Encoding header field is present in a response and the chunked transfer
    // coding is not the final encoding, the message body length is determined by reading the
    // connection until it is closed by the server.
    return { kind: /(?:^|,)[ \t]*chunked$/i.test(coding) ? "chunked" : "untilClose" };
  }
  const length = headers.get("content-length");
  return length === undefined
    ? { kind: "untilClose" }
    : { kind: "length", bytes: parseLength(length) };
}

function parseFields(lines: readonly string[]): Map<string, string> {
  const headers = new Map<string, string>();
  let lastName: string | undefined;
  for (const line of lines) {
    // [spec] obs-fold: replace each received obs-fold with one or more SP octets.
    if (lastName !== undefined && /^[ \t]/.test(line)) {
      headers.set(lastName, `${headers.get(lastName)} ${line.trim()}`);
      continue;
    }
    const [, name = "", paddedValue = ""] = FIELD_LINE.exec(line) ?? [];
    if (name === "")
      throw new HttpSyntaxError(`Cannot read header ${JSON.stringify(line.slice(0, 80))}`);
    const value = paddedValue.trim();
    lastName = name.toLowerCase();
    const before = headers.get(lastName);
    headers.set(lastName, before === undefined ? value : `${before}, ${value}`);
  }
  return headers;
}

function parseLength(text: string): number {
  const lengths = new Set(text.split(",").map((part) => part.trim()));
  const [length = ""] = lengths;
  const bytes = Number(length);
  if (lengths.size > 1 || !/^\d+$/.test(length) || !Number.isSafeInteger(bytes)) {
    throw new HttpSyntaxError(`Cannot read Content-Length ${JSON.stringify(text)}`);
  }
  return bytes;
}
