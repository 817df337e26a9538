import { describe, expect, test } from "bun:test";
import { serveBytes, STREAM_HEAD } from "./byte-server.ts";
import { CERTIFICATE, KEY } from "./test-certificate.ts";
import { Witness } from "./witness.ts";

const serveTls = () =>
  serveBytes(({ socket }) => void socket.write(`${STREAM_HEAD}data: a\n\n`), {
    tls: { key: KEY, cert: CERTIFICATE },
  });

describe("MeasuringClient over TLS", () => {
  test.each([
    ["if it was told to trust the server's certificate", { ca: CERTIFICATE }],
    ["if it was told not to verify certificates", { rejectUnauthorized: false }],
  ])("reads the stream %s", async (_, tls) => {
    using server = serveTls();
    using witness = new Witness(server.origin, { tls });
    await witness.saw("message a #");
    expect(server.requests).toHaveLength(1);
  });

  test("verifies the name in its URL, even if a source address makes it connect to another", async () => {
    using server = serveTls();
    const url = server.origin.replace("127.0.0.1", "hub.localhost");
    const tls = { ca: CERTIFICATE };
    using witness = new Witness(url, { tls }, { localAddress: "127.0.0.9" });
    await witness.saw("lost tls 3000");
    expect(witness.reasons[0]).toContain("hub.localhost");
  });

  test.each([
    ["a certificate it does not know", undefined, "self signed"],
    ["an unknown one, with empty options", {}, "self signed"],
    [
      "a certificate for another name",
      { ca: CERTIFICATE, serverName: "example.org" },
      "example.org",
    ],
  ])("sends nothing after %s", async (_, tls, reason) => {
    using server = serveTls();
    using witness = new Witness(server.origin, { tls });
    await witness.saw("lost tls 3000");
    expect(witness.log).toEqual(["lost tls 3000"]);
    expect(witness.reasons[0]).toContain(reason);
    expect(server.requests).toEqual([]);
  });

  test("reports that the other end does not speak TLS", async () => {
    using listener = Bun.listen({
      hostname: "127.0.0.1",
      port: 0,
      socket: { data: (socket) => void socket.end("HTTP/1.1 400 Bad Request\r\n\r\n") },
    });
    using witness = new Witness(`https://127.0.0.1:${listener.port}/`);
    await witness.saw("lost tls 3000");
  });

  test("resets and reconnects", async () => {
    using server = serveTls();
    using witness = new Witness(server.origin, { tls: { ca: CERTIFICATE } });
    await witness.saw("message a #");
    witness.client.cut();
    witness.log.length = 0;
    witness.passTime();
    await witness.saw("message a #");
  });
});
