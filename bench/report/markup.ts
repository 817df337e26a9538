/** HTML by template: every value put in is text and escaped, unless it is markup made here itself. */

export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Value = string | number | Markup | undefined | readonly Markup[];

/** Text and double-quoted attributes are the only places for values; `undefined` leaves nothing. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return new Markup(
    parts.reduce((whole, part, index) => `${whole}${markupOf(values[index - 1])}${part}`),
  );
}

/**
 * JSON for a `<script type="application/json">`. Without `<` no text can end the element or open a
 * comment in it, and JSON means the same with the escape.
 */
export function embeddedJson(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}

function markupOf(value: Value): string {
  if (value === undefined) return "";
  if (value instanceof Markup) return value.text;
  if (typeof value === "object") return value.map(({ text }) => text).join("");
  return escapeHtml(String(value));
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  // What the HTML parser would drop or replace.
  "\0": "\uFFFD",
};

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"'\0]/g, (character) => ENTITIES[character] ?? character);
}
