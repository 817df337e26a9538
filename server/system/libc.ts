/** The few calls of Linux's libc that Bun has no API for. */

import { dlopen, type Pointer, ptr } from "bun:ffi";

const LIBRARIES = [
  "libc.so.6",
  `libc.musl-${process.arch === "arm64" ? "aarch64" : "x86_64"}.so.1`,
];

const SYMBOLS = {
  setsockopt: { args: ["int", "int", "int", "ptr", "u32"], returns: "int" },
  getsockopt: { args: ["int", "int", "int", "ptr", "ptr"], returns: "int" },
  getsockname: { args: ["int", "ptr", "ptr"], returns: "int" },
  getpeername: { args: ["int", "ptr", "ptr"], returns: "int" },
  shutdown: { args: ["int", "int"], returns: "int" },
} as const;

export type Libc = ReturnType<typeof dlopen<typeof SYMBOLS>>["symbols"];

/** `undefined` on other systems. */
export function openLibc(): Libc | undefined {
  if (process.platform !== "linux") return undefined;
  for (const library of LIBRARIES) {
    try {
      return dlopen(library, SYMBOLS).symbols;
    } catch {
      // Perhaps another C library.
    }
  }
  return undefined;
}

/** The address of a view's bytes, for a call to read or write; the view must outlive the call. */
export function addressOf(view: NodeJS.TypedArray): Pointer {
  return ptr(view);
}
