import { expect, test } from "bun:test";
import { readConfig } from "./config.ts";

function config(argv: string[], env: Record<string, string> = {}) {
  const outcome = readConfig(argv, env);
  if (outcome.kind !== "config") throw new Error(`got ${outcome.kind}`);
  return outcome.config;
}

test("readConfig() binds loopback unless told otherwise", () => {
  const { host, port, retryMs, isDev } = config([]);
  expect({ host, port, retryMs, isDev }).toEqual({
    host: "127.0.0.1",
    port: 3000,
    retryMs: { from: 1000, to: 3000 },
    isDev: false,
  });
});

test("readConfig() takes a flag over the environment, and the environment over the default", () => {
  const env = { STREAMGAUGE_PORT: "4000", STREAMGAUGE_MAX_BODY: "10" };
  expect(config(["--port", "5000"], env).port).toBe(5000);
  expect(config([], env)).toMatchObject({ port: 4000, maxBodyBytes: 10 });
});

test("readConfig() reports every bad value at once, with what it expects", () => {
  const outcome = readConfig(["--port", "x", "--retry", "3-1", "--heartbeat", "0"], {});
  expect(outcome).toMatchObject({ kind: "faults" });
  expect(outcome.kind === "faults" && outcome.faults.map((fault) => fault.split(" ")[0])).toEqual([
    "--port",
    "--heartbeat",
    "--retry",
  ]);
});

test("readConfig() refuses a flag that it does not know", () => {
  expect(readConfig(["--prot", "1"], {})).toMatchObject({ kind: "faults" });
});

test("readConfig() lists every flag in its help", () => {
  const outcome = readConfig(["--help"], {});
  expect(outcome.kind === "help" && outcome.text).toContain("--max-connections N");
});
