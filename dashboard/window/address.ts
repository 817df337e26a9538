/**
 * What the page's address carries after the `#`: a panel, and parameters such as `#live?span=60`. Pure; unknown names
 * are left to whoever reads them.
 */

export interface Address {
  /** Empty if the address names none. */
  readonly panel: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** Reads an address's hash, with its `#` or without. Of a parameter that comes twice the first counts. */
export function readAddress(hash: string): Address {
  const text = hash.replace(/^#/, "");
  const at = text.indexOf("?");
  const panel = at < 0 ? text : text.slice(0, at);
  const parameters = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(at < 0 ? "" : text.slice(at + 1))) {
    if (!parameters.has(name)) parameters.set(name, value);
  }
  return { panel, parameters };
}

/** The hash of an address; parameters without a value are left out. */
export function writeAddress(
  panel: string,
  parameters: Readonly<Record<string, string | number | undefined>> = {},
): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) query.set(name, String(value));
  }
  return query.size === 0 ? `#${panel}` : `#${panel}?${query}`;
}
