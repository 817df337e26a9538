import { afterAll, describe, expect, test } from "bun:test";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readCertificate } from "./listen.ts";
import { spawnHub } from "./test-hub.ts";
import { CERTIFICATE, CERTIFICATE_PATH } from "./test-multiplexed.ts";

const folder = mkdtempSync(join(tmpdir(), "streamgauge-tls-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function newKey(passphrase?: string): string {
  const locked = passphrase === undefined ? {} : { cipher: "aes-128-cbc", passphrase };
  return generateKeyPairSync("ec", {
    namedCurve: "P-256",
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem", ...locked },
  }).privateKey;
}

const good = CERTIFICATE_PATH;
const damagedChain = `${CERTIFICATE}-----BEGIN CERTIFICATE-----\nabcd\n-----END CERTIFICATE-----\n`;

describe("readCertificate()", () => {
  test("returns the contents of the files, and nothing if there are none", () => {
    expect(readCertificate({ certPath: good, keyPath: good })?.cert).toBe(CERTIFICATE);
    expect(readCertificate(undefined)).toBeUndefined();
  });

  test.each([
    ["is missing", join(folder, "gone"), good, /^Cannot read --tls-cert .*gone: ENOENT/],
    ["is a folder", folder, good, /^Cannot read --tls-cert .*: EISDIR/],
    ["is not PEM", file("text", "hello"), good, /^Cannot use --tls-cert .*text: expected cert/],
    ["has a damaged chain", file("chain", damagedChain), good, /^Cannot use --tls-cert .*chain/],
    ["has no key", good, join(folder, "gone"), /^Cannot read --tls-key .*gone: ENOENT/],
    [
      "has a key that is not PEM",
      good,
      file("text", "hello"),
      /^Cannot use --tls-key .*: expected a priv/,
    ],
    ["has a locked key", good, file("locked", newKey("secret")), /^Cannot use --tls-key .*locked/],
    ["has another's key", good, file("other", newKey()), /^Cannot use --tls-key .*not the key of/],
  ])("says why when the certificate %s", (_fault, certPath, keyPath, message) => {
    expect(() => readCertificate({ certPath, keyPath })).toThrow(message);
  });
});

test("the process says what is wrong with its certificate and exits with 1, before it waits for its log", async () => {
  const log = `sqlite:${join(folder, "never.db")}`;
  const child = spawnHub("--log", log, "--tls-cert", join(folder, "gone"), "--tls-key", good);
  const errors = new Response(child.stderr).text();
  expect(await child.exited).toBe(1);
  expect(await errors).toStartWith("Cannot read --tls-cert");
  expect(await Bun.file(join(folder, "never.db")).exists()).toBe(false);
});
