/**
 * A publish as a command or as code, to be pasted elsewhere. Whatever the event holds, it stays one argument, or one
 * literal, and shows every control character as an escape.
 */

import { withUnicodeEscapes } from "../../common/hidden-characters.ts";
import type { PublishForm } from "../../feed/hub-api.ts";

const CONTENT_TYPE = "application/json";

/** A command for a POSIX shell. */
export function curlCommand(origin: string, form: PublishForm): string {
  const body = jsonOf(bodyOf(form));
  return `curl ${quoted(`${origin}/events`)} -H ${quoted(`content-type: ${CONTENT_TYPE}`)} --data-raw ${quoted(body)}`;
}

export function fetchCode(origin: string, form: PublishForm): string {
  return `await fetch(${literal(`${origin}/events`)}, {
  method: "POST",
  headers: { "content-type": "${CONTENT_TYPE}" },
  body: JSON.stringify(${literal(bodyOf(form))}),
});
`;
}

/** Reads the topic, and hears the event's type. */
export function eventSourceCode(origin: string, { topic, type }: PublishForm): string {
  const types = new Set([type || "message", "gap"]);
  const url = `${origin}/events?${new URLSearchParams({ topic })}`;
  return `const source = new EventSource(${literal(url)});
for (const type of ${literal([...types])}) {
  source.addEventListener(type, ({ data, lastEventId }) => console.log(type, lastEventId, data));
}
`;
}

/** The body of the request: what is empty is left out. */
export function bodyOf({ topic, type, data }: PublishForm): Partial<PublishForm> {
  return { topic, data, ...(type === "" ? {} : { type }) };
}

/** In single quotes a shell reads everything as it is, but for the quote itself. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** JSON is JavaScript; in a page, `</script` and `<!--` would end or change the script. */
function literal(value: unknown): string {
  return jsonOf(value).replace(/<(?=[/!])/g, "\\u003c");
}

function jsonOf(value: unknown): string {
  return withUnicodeEscapes(JSON.stringify(value));
}
