/** Path and query of a request, read from its raw target: independent of its Host, and without losing text. */

import { ProblemError } from "./problems.ts";

/** Longest URL of a request, in bytes. Proxies have similar limits. */
export const MAX_ADDRESS_BYTES = 16_384;

/** The path of a request, without its query. If the Host is invalid, Bun's URL has none. */
export function pathOf(url: string): string {
  const target = targetOf(url);
  const end = target.search(/[?#]/);
  return end < 0 ? target : target.slice(0, end);
}

/**
 * The query of a request.
 * @throws {ProblemError} 400 when it is not UTF-8, since decoding would alter it
 */
export function queryOf(url: string): URLSearchParams {
  const start = url.indexOf("?");
  const query = start < 0 ? "" : url.slice(start + 1);
  if (!isUtf8Encoded(query)) throw new ProblemError(400, "The query is not UTF-8");
  return new URLSearchParams(query);
}

/** Whether the bytes encoded as `%XX` are valid UTF-8. A `%` without two hex digits is text. */
export function isUtf8Encoded(text: string): boolean {
  if (!text.includes("%")) return true;
  const bytes: number[] = [];
  for (let index = 0; index < text.length; index++) {
    const hex = text[index] === "%" ? text.slice(index + 1, index + 3) : "";
    if (!/^[0-9A-Fa-f]{2}$/.test(hex)) {
      // An unencoded character ends the sequence before it.
      bytes.push(0x20);
      continue;
    }
    bytes.push(Number.parseInt(hex, 16));
    index += 2;
  }
  return isUtf8(Uint8Array.from(bytes));
}

/** Path and query of a request. */
export function targetOf(url: string): string {
  const scheme = url.indexOf("://");
  if (url.startsWith("/") || scheme < 0) return url;
  const start = url.indexOf("/", scheme + 3);
  return start < 0 ? "/" : url.slice(start);
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
