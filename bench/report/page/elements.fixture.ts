/** What a real HTML parser finds in a page, for tests. */

export interface Found {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** The text between its start tag and the next tag. */
  text: string;
}

/** All elements, in order. */
export async function elementsOf(markup: string): Promise<Found[]> {
  const found: Found[] = [];
  await new HTMLRewriter()
    .on("*", {
      element(element) {
        const attributes = Object.fromEntries(element.attributes);
        found.push({ name: element.tagName, attributes, text: "" });
      },
      text(chunk) {
        const last = found.at(-1);
        if (last !== undefined) last.text += chunk.text;
      },
    })
    .transform(new Response(markup))
    .text();
  return found;
}
