/** Support for tests of published formats: a copy with one place changed. */

/** `path` names the place, as in `a/0/b`; the value `undefined` removes the field. */
export function changed(complete: object, path: string, value: unknown): unknown {
  const copy: unknown = structuredClone(complete);
  const names = path.split("/");
  const last = names.pop() ?? "";
  const holder = names.reduce((inner, name) => Reflect.get(Object(inner), name), copy);
  if (value === undefined) Reflect.deleteProperty(Object(holder), last);
  else Reflect.set(Object(holder), last, value);
  return copy;
}
