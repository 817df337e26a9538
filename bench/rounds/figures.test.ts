import { expect, test } from "bun:test";
import { memoryPerConnection } from "./figures.ts";

const MB = 1024 * 1024;

test("memoryPerConnection() is in kB", () => {
  expect(memoryPerConnection(100 * MB, 110 * MB, 2_000)).toEqual({
    "server.rss_kb_per_connection": 5.12,
  });
});

test("memoryPerConnection() is unknown if the server gave memory back, or had few connections", () => {
  expect(memoryPerConnection(110 * MB, 100 * MB, 2_000)).toEqual({});
  expect(memoryPerConnection(100 * MB, 100 * MB, 2_000)).toEqual({});
  expect(memoryPerConnection(100 * MB, 110 * MB, 999)).toEqual({});
  expect(memoryPerConnection(undefined, 110 * MB, 2_000)).toEqual({});
});
