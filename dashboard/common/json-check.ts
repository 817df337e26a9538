/** Whether data that is being typed is JSON, if it looks as if it should be. */

/** Longer data is not checked with each key. */
export const MAX_CHECKED_CHARACTERS = 1_000_000;

export type JsonCheck =
  | { readonly kind: "other" }
  | { readonly kind: "valid" }
  | { readonly kind: "invalid"; readonly why: string };

/** Only an object, a list or a string looks like JSON: `7` and `true` may be anything. */
const LOOKS_LIKE_JSON = /^\s*[[{"]/;

export function checkJson(text: string): JsonCheck {
  if (text.length > MAX_CHECKED_CHARACTERS || !LOOKS_LIKE_JSON.test(text)) return { kind: "other" };
  try {
    JSON.parse(text);
    return { kind: "valid" };
  } catch (error) {
    return { kind: "invalid", why: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * JSON with a line for each value; numbers keep their digits only as far as JavaScript has them, so it is for people.
 * Anything else comes back as it is.
 */
export function prettyJson(text: string): string {
  if (checkJson(text).kind !== "valid") return text;
  return JSON.stringify(JSON.parse(text), undefined, 2);
}
