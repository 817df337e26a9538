import { describe, expect, test } from "bun:test";
import { openStream, startHub } from "../test-hub.ts";
import { clientAddress, TrustedProxies } from "./client-address.ts";

const PROXIES = new TrustedProxies(["127.0.0.1", "10.0.0.0/8", "fd00::/8"]);

describe("clientAddress()", () => {
  test.each([
    ["the peer is not a proxy", "203.0.113.9", { "x-forwarded-for": "1.2.3.4" }, "203.0.113.9"],
    ["the proxy sends no header", "127.0.0.1", {}, "127.0.0.1"],
    ["the proxy names one", "127.0.0.1", { "x-forwarded-for": "198.51.100.7" }, "198.51.100.7"],
    [
      "a client forged the rest",
      "127.0.0.1",
      { "x-forwarded-for": "1.2.3.4, 198.51.100.7" },
      "198.51.100.7",
    ],
    [
      "there are two proxies",
      "127.0.0.1",
      { "x-forwarded-for": "198.51.100.7, 10.1.2.3" },
      "198.51.100.7",
    ],
    ["all are proxies", "127.0.0.1", { "x-forwarded-for": "10.4.4.4, 10.1.2.3" }, "10.4.4.4"],
    ["a port is included", "10.1.1.1", { "x-forwarded-for": "198.51.100.7:4711" }, "198.51.100.7"],
    ["it is IPv6", "fd00::1", { "x-forwarded-for": "2001:db8::7" }, "2001:db8::7"],
    ["IPv6 with a port", "fd00::1", { "x-forwarded-for": "[2001:db8::7]:443" }, "2001:db8::7"],
    [
      "IPv4 arrives over an IPv6 socket",
      "::ffff:127.0.0.1",
      { "x-forwarded-for": "::ffff:198.51.100.7" },
      "198.51.100.7",
    ],
    ["it is not an address", "127.0.0.1", { "x-forwarded-for": "unknown" }, "127.0.0.1"],
    [
      "nothing before an invalid address is trusted",
      "127.0.0.1",
      { "x-forwarded-for": "198.51.100.7, unknown, 10.1.2.3" },
      "10.1.2.3",
    ],
    ["the standard's header", "127.0.0.1", { forwarded: "for=198.51.100.7" }, "198.51.100.7"],
    [
      "the standard's header, in its full syntax",
      "127.0.0.1",
      { forwarded: 'proto=https;For="[2001:db8::7]:4711";by=10.0.0.1, for=10.1.2.3' },
      "2001:db8::7",
    ],
    ["it hides its client", "127.0.0.1", { forwarded: "for=_secret" }, "127.0.0.1"],
    [
      "both come",
      "127.0.0.1",
      { forwarded: "for=1.2.3.4", "x-forwarded-for": "198.51.100.7" },
      "198.51.100.7",
    ],
  ])("when %s", (_when, peer, headers, address) => {
    expect(clientAddress(peer, new Headers(headers), PROXIES)).toBe(address);
  });
});

test("--trust-proxy counts readers by the address that the proxy forwards, and trusts no one else's", async () => {
  const flags = ["--max-per-address", "2", "--trust-proxy", "127.0.0.1"];
  const hub = await startHub(...flags);
  const statuses: number[] = [];
  for (const address of ["198.51.100.1", "198.51.100.1", "198.51.100.1", "198.51.100.2"]) {
    const { response } = await openStream(hub.origin, "topic=a", { "x-forwarded-for": address });
    statuses.push(response.status);
  }
  expect(statuses).toEqual([200, 200, 429, 200]);
  await hub.stop();
});
