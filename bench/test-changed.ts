/** Support for tests of what is published: a copy with one place changed. */

/** The place is named as in `a/0/b`; a value of `undefined` takes the field away. */
export function changed(complete: object, path: string, value: unknown): unknown {
  const copy: unknown = structuredClone(complete);
  const names = path.split("/");
  const last = names.pop() ?? "";
  const holder = names.reduce((inner, name) => Reflect.get(Object(inner), name), copy);
  if (value === undefined) Reflect.deleteProperty(Object(holder), last);
  else Reflect.set(Object(holder), last, value);
  return copy;
}
