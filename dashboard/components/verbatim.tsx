/**
 * A text from outside as text nodes. Characters that show nothing, or would reorder what is beside them, are marked by their
 * escapes, which the stylesheet draws: the text in the page, and what is copied from it, stays as it was sent.
 */

import type { ComponentChildren } from "preact";
import { textParts } from "../common/hidden-characters.ts";

/** What to show of `text`; with `hasLines`, its tabs and line feeds take effect. A function, since lists call it for each row. */
export function verbatim(text: string, hasLines = false): ComponentChildren {
  const parts = textParts(text, hasLines);
  if (parts.every(({ escape }) => escape === undefined)) return text;
  return parts.map(({ text: piece, escape }) =>
    escape === undefined ? (
      piece
    ) : (
      <span class="hidden-character" data-escape={escape}>
        {piece}
      </span>
    ),
  );
}

/** The same in the middle of a sentence, or in a list, whose order the text cannot change. */
export function Verbatim({ text }: { readonly text: string }) {
  return <bdi>{verbatim(text)}</bdi>;
}

/** Several, with commas between them. */
export function VerbatimList({ texts }: { readonly texts: readonly string[] }) {
  return (
    <>
      {texts.map((text, index) => (
        <>
          {index === 0 ? null : ", "}
          <Verbatim text={text} />
        </>
      ))}
    </>
  );
}
