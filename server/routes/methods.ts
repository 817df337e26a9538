/** The methods that each path allows, so that any other is a 405 with the list. [RFC 9110, 15.5.6] */

interface Route {
  readonly method: string;
  readonly path: string;
}

export class AllowedMethods {
  readonly #paths: readonly { readonly pattern: RegExp; readonly methods: ReadonlySet<string> }[];

  constructor(routes: readonly Route[]) {
    const methods = new Map<string, Set<string>>();
    for (const { method, path } of routes) {
      const known = methods.get(path) ?? new Set();
      known.add(method);
      // [RFC 9110, 9.3.2] HEAD is GET without its content.
      if (method === "GET") known.add("HEAD");
      methods.set(path, known.add("OPTIONS"));
    }
    this.#paths = [...methods].map(([path, known]) => ({
      pattern: patternOf(path),
      methods: known,
    }));
  }

  /** In alphabetical order; `undefined` if there is nothing at the path. */
  at(path: string): string | undefined {
    const methods = new Set<string>();
    for (const known of this.#paths) {
      if (known.pattern.test(path)) for (const method of known.methods) methods.add(method);
    }
    return methods.size === 0 ? undefined : [...methods].toSorted().join(", ");
  }
}

/** A pattern for a route's path: `:name` matches a segment and `*` any rest. */
function patternOf(path: string): RegExp {
  const source = path
    .replace(/[.+?^${}()|[\]\\]/g, "\\$&")
    .replace(/:[a-z]+/g, "[^/]+")
    .replaceAll("*", ".*");
  return new RegExp(`^${source}$`);
}
