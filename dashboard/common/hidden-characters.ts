/**
 * Texts from outside, as people must see them. Some characters show nothing, or reorder and hide what is beside them:
 * control and format characters, bidi overrides, zero-width spaces, line separators, lone surrogates, blank letters.
 * These are shown as JavaScript escapes. Joiners and variation selectors stay as they are: emoji and several scripts
 * need them. [spec] https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point
 */

export const HIDDEN_CHARACTER =
  /[[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{DI}\u2800]--[\p{Join_Control}\p{Variation_Selector}\u0600-\u0605\u06DD\u070F\u08E2]]/gv;
/** Where lines may break, these are shown as what they are. */
const LINE_SPACE = /[\t\n]/;

const SHORT: Readonly<Record<string, string>> = {
  "\0": "\\0",
  "\t": "\\t",
  "\n": "\\n",
  "\r": "\\r",
};

/** A piece of a text: as it is, or a hidden character with its escape. */
export interface TextPart {
  readonly text: string;
  readonly escape?: string;
}

/** The pieces of a text, in order. With `hasLines`, tabs and line feeds are not hidden. */
export function textParts(text: string, hasLines = false): readonly TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const { 0: character, index } of text.matchAll(HIDDEN_CHARACTER)) {
    if (hasLines && LINE_SPACE.test(character)) continue;
    if (index > from) parts.push({ text: text.slice(from, index) });
    parts.push({ text: character, escape: escapeOf(character) });
    from = index + character.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from) });
  return parts;
}

/** The text in one line with escapes for hidden characters, where there is no markup: tooltips, names for screen readers, canvases. */
export function visibleText(text: string): string {
  return text.replace(HIDDEN_CHARACTER, escapeOf);
}

/** Each hidden character as `\uXXXX`, which JSON and every program language with such escapes reads. */
export function withUnicodeEscapes(text: string): string {
  return text.replace(HIDDEN_CHARACTER, (character) =>
    Array.from({ length: character.length }, (_, at) => unit(character.charCodeAt(at))).join(""),
  );
}

/** At most so many UTF-16 code units, and no half of a character at the end; what was cut off is told by `…`. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, /[\uD800-\uDBFF]/.test(text.charAt(most - 1)) ? most - 1 : most)}…`;
}

function escapeOf(character: string): string {
  const short = SHORT[character];
  if (short !== undefined) return short;
  const code = character.codePointAt(0) ?? 0;
  if (code > 0xff_ff) return `\\u{${code.toString(16)}}`;
  return code < 0x80 ? `\\x${code.toString(16).padStart(2, "0")}` : unit(code);
}

function unit(code: number): string {
  return `\\u${code.toString(16).padStart(4, "0")}`;
}
