/** What a server wants of every request: it goes with each, whatever the request is for. */

export interface Access {
  readonly headers: Readonly<Record<string, string>>;
  /** Takes any certificate. */
  readonly isInsecure: boolean;
}

export const OPEN_ACCESS: Access = { headers: {}, isInsecure: false };

/** For `fetch`. */
export function fetchOptions({ headers, isInsecure }: Access) {
  return { headers, tls: { rejectUnauthorized: !isInsecure } };
}
