/** What a request asks for, read from its target as it stands: whatever Host it names, and without a word lost. */

import { ProblemError } from "./problems.ts";

/** Longest address of a request, in bytes. Proxies allow about as much. */
export const MAX_ADDRESS_BYTES = 16_384;

/** The path of a request, without its query. Where the Host is no host, Bun answers a target without one. */
export function pathOf(url: string): string {
  const target = targetOf(url);
  const end = target.search(/[?#]/);
  return end < 0 ? target : target.slice(0, end);
}

/**
 * The query of a request.
 * @throws {ProblemError} 400 when it is not UTF-8, which would otherwise turn into other text
 */
export function queryOf(url: string): URLSearchParams {
  const start = url.indexOf("?");
  const query = start < 0 ? "" : url.slice(start + 1);
  if (!isUtf8Encoded(query)) throw new ProblemError(400, "The query is not UTF-8");
  return new URLSearchParams(query);
}

/** True when the bytes that `%XX` stands for are UTF-8 in all. A `%` that stands for none is text. */
export function isUtf8Encoded(text: string): boolean {
  if (!text.includes("%")) return true;
  const bytes: number[] = [];
  for (let index = 0; index < text.length; index++) {
    const hex = text[index] === "%" ? text.slice(index + 1, index + 3) : "";
    if (!/^[0-9A-Fa-f]{2}$/.test(hex)) {
      // All that is not encoded ends what came before it.
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
