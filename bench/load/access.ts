/** What a server requires of every request: headers, and whether to trust its certificate. */

export interface Access {
  readonly headers: Readonly<Record<string, string>>;
  /** Accepts any certificate. */
  readonly isInsecure: boolean;
}

export const OPEN_ACCESS: Access = { headers: {}, isInsecure: false };

/** The options for `fetch`. */
export function fetchOptions({ headers, isInsecure }: Access) {
  return { headers, tls: { rejectUnauthorized: !isInsecure } };
}
