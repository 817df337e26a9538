/** Text whose words stay whole: a browser may break a line after any hyphen, even between the two of `--durability`. */

const HYPHENATED = /(\S*-\S+)/;

export function WholeWords({ text }: { readonly text: string }) {
  // Every second part is what the parentheses matched.
  return text
    .split(HYPHENATED)
    .map((part, index) => (index % 2 === 0 ? part : <span class="whole">{part}</span>));
}
