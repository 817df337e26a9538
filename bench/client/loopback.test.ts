import { expect, test } from "bun:test";
import { connectable, hasManySources, isLoopback } from "./loopback.ts";

test.each([
  ["http://127.0.0.1:1/", true, true],
  ["http://127.1.2.3/", true, true],
  ["http://localhost:1/", true, true],
  ["http://LOCALHOST/", true, true],
  ["http://hub.localhost/", true, true],
  ["http://[::1]:1/", true, false],
  ["http://[0:0:0:0:0:0:0:1]/", true, false],
  ["http://128.0.0.1/", false, false],
  ["http://[::2]/", false, false],
  ["http://localhost.example/", false, false],
  ["http://127.0.0.1.example/", false, false],
  ["http://notlocalhost/", false, false],
])("%s: loopback %p, of many source addresses %p", (url, isLocal, hasMany) => {
  const { hostname } = new URL(url);
  expect({ isLocal: isLoopback(hostname), hasMany: hasManySources(hostname) }).toEqual({
    isLocal,
    hasMany,
  });
});

test("connectable() keeps a name that needs no source address, and every other", () => {
  expect(connectable("localhost", undefined)).toBe("localhost");
  expect(connectable("localhost", "127.0.0.2")).toBe("127.0.0.1");
  expect(connectable("hub.example", "192.0.2.1")).toBe("hub.example");
});
