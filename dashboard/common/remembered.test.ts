import { afterEach, expect, test } from "bun:test";
import { recall, remember } from "./remembered.ts";

const before = Object.getOwnPropertyDescriptor(globalThis, "localStorage");

afterEach(() => {
  if (before === undefined) Reflect.deleteProperty(globalThis, "localStorage");
  else Object.defineProperty(globalThis, "localStorage", before);
});

function useStorage(storage: Partial<Storage>): void {
  Object.defineProperty(globalThis, "localStorage", { value: storage, configurable: true });
}

test("what is remembered is recalled", () => {
  const kept = new Map<string, string>();
  useStorage({
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
  });
  remember("theme", "dark");
  expect([recall("theme"), recall("layout")]).toEqual(["dark", undefined]);
});

test("without a storage, or without room, nothing fails", () => {
  const full = () => {
    throw new DOMException("full", "QuotaExceededError");
  };
  useStorage({ getItem: () => null, setItem: full });
  remember("theme", "dark");
  expect(recall("theme")).toBeUndefined();
  Object.defineProperty(globalThis, "localStorage", { get: full, configurable: true });
  remember("theme", "dark");
  expect(recall("theme")).toBeUndefined();
});
