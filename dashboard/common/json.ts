/** JSON from elsewhere: on an ordinary topic anyone may publish anything. */

/** The value of a text that should be JSON; `undefined` if it is none. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
