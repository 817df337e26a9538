/** Texts of requests that their streams keep: equal ones share one string, however many streams have it. */

import { MAX_USER_AGENT_CHARACTERS } from "#protocol";
import { RecentlyUsed } from "../hub/recently-used.ts";

/** Of all that are remembered, beside those that streams keep. */
const MAX_KEPT_BYTES = 256 * 1024;
const UTF_8 = new TextDecoder("utf-8", { fatal: true });
/** What the map itself takes for one, about. */
const ENTRY_BYTES = 64;

export class KeptTexts {
  readonly #known = new RecentlyUsed<string, string>(
    MAX_KEPT_BYTES,
    (text) => ENTRY_BYTES + 2 * text.length,
  );

  /** One string for all that equal this one. */
  of(text: string): string {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    // A part of a string, such as one of a header's addresses, would keep the whole of it in memory.
    const copy = Buffer.from(text).toString();
    this.#known.set(copy, copy);
    return copy;
  }
}

/** The client's name for itself; the end of a long one is cut off. */
export function keptUserAgent(headers: Headers, kept: KeptTexts): string | undefined {
  const userAgent = headers.get("user-agent");
  return userAgent ? kept.of(asSent(userAgent).slice(0, MAX_USER_AGENT_CHARACTERS)) : undefined;
}

/** Headers are read byte by byte, as Latin-1; what is not ASCII is most often UTF-8. */
function asSent(header: string): string {
  if (!/[\x80-\xff]/.test(header)) return header;
  try {
    return UTF_8.decode(Buffer.from(header, "latin1"));
  } catch {
    return header;
  }
}
