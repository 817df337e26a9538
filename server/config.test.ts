import { describe, expect, test } from "bun:test";
import type { Flag } from "#flags";
import { readConfig } from "./config.ts";
import { HUB_FLAGS } from "./hub-flags.ts";

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

test.each([
  [["--prot", "1"], "Unknown option '--prot'; did you mean --port?"],
  [["--heartbeet=1"], "Unknown option '--heartbeet'; did you mean --heartbeat?"],
  [["--port"], "--port needs a value: --port N"],
  [["--dev=yes"], "--dev takes no value, but got 'yes'"],
  [["3000"], "The hub takes flags only, not '3000'"],
  [["--tls-cert", "a.pem"], "--tls-cert and --tls-key: expected both or neither"],
])("readConfig() refuses %j: %s", (argv, fault) => {
  expect(readConfig(argv, {})).toEqual({ kind: "faults", faults: [fault] });
});

test("readConfig() takes counts and times as people write them, in the environment too", () => {
  const flags =
    "--max-connections 10k --max-body 1e4 --heartbeat 250ms --drain 1.5m --retry 500ms-2s";
  const env = { STREAMGAUGE_STALL_TIMEOUT: "10m", STREAMGAUGE_RETAIN_EVENTS: "2.5m" };
  expect(config(flags.split(" "), env)).toMatchObject({
    maxConnections: 10_000,
    maxBodyBytes: 10_000,
    heartbeatMs: 250,
    drainMs: 90_000,
    retryMs: { from: 500, to: 2000 },
    stallTimeoutMs: 600_000,
    retain: { maxCount: 2_500_000 },
  });
});

test("readConfig() takes an empty value for none where there need not be one", () => {
  const env = { STREAMGAUGE_METRICS_PORT: "9100", STREAMGAUGE_ALLOW_HOST: "a" };
  const argv = ["--metrics-port", "", "--allow-host=", "--tls-cert", ""];
  expect(config(argv, env)).toEqual(config([]));
  expect(readConfig(["--port", ""], {})).toMatchObject({ kind: "faults" });
});

test("readConfig() reads every fallback of its table", () => {
  for (const [name, { kind, fallback }] of Object.entries<Flag>(HUB_FLAGS)) {
    const isRead =
      fallback === undefined || "isSwitch" in kind || kind.read(fallback) !== undefined;
    expect([name, isRead]).toEqual([name, true]);
  }
});

test("readConfig() is asked for help and version beside whatever else is given", () => {
  expect(readConfig(["--port", "x", "-h"], {})).toMatchObject({ kind: "help" });
  expect(readConfig(["--version"], {})).toEqual({ kind: "version" });
});

test("readConfig() lists every flag in its help", () => {
  const outcome = readConfig(["--help"], {});
  expect(outcome.kind === "help" && outcome.text).toContain("--max-connections N");
});

describe("readConfig() in the environment", () => {
  test("ignores an empty variable", () => {
    const env = { STREAMGAUGE_PORT: "", STREAMGAUGE_LOG: "  ", STREAMGAUGE_MAX_PER_ADDRESS: "" };
    expect(config([], env)).toEqual(config([]));
  });

  test.each([
    ["STREAMGAUGE_PORT", "tcp://10.96.0.12:3000"],
    ["STREAMGAUGE_METRICS_PORT", "udp://10.96.0.13:9100"],
    ["PORT", "tcp://10.96.0.14:80"],
  ])("ignores %s that Kubernetes set for a service, and says so", (name, value) => {
    const outcome = readConfig([], { [name]: value });
    expect(outcome).toMatchObject({
      kind: "config",
      config: config([]),
      notices: [expect.stringMatching(new RegExp(`^${name} is ${value}`))],
    });
  });

  test("takes PORT if neither the flag nor STREAMGAUGE_PORT is given", () => {
    expect(config([], { PORT: "8080" }).port).toBe(8080);
    expect(config([], { PORT: "8080", STREAMGAUGE_PORT: "" }).port).toBe(8080);
    expect(config([], { PORT: "8080", STREAMGAUGE_PORT: "tcp://10.0.0.1:1" }).port).toBe(8080);
    expect(config([], { PORT: "8080", STREAMGAUGE_PORT: "4000" }).port).toBe(4000);
    expect(config(["--port", "5000"], { PORT: "8080" }).port).toBe(5000);
    expect(config([], { PORT: "" }).port).toBe(3000);
    expect(readConfig([], { PORT: "http" })).toMatchObject({ kind: "faults" });
  });
});

test.each([
  [["--retry", "0-1"], "seconds from 0.1"],
  [["--allow-origin", "https://app.example/"], "origins without a path"],
  [["--allow-origin", "app.example"], "origins without a path"],
  [["--trust-proxy", "10.0.0.0/33"], "addresses or networks"],
  [["--trust-proxy", "proxy.example"], "addresses or networks"],
  [["--trust-proxy", "10.0.0.0/8/8"], "addresses or networks"],
  [["--metrics-port", "x"], "a whole number from 0 to 65535"],
  [["--heartbeat", "3m"], "a time from 0.1 s to 120 s"],
  [["--retry", "1-2-3"], "two numbers of seconds"],
  [["--log", "sqlite:"], "'memory' or 'sqlite:PATH'"],
  [["--durability", "disc"], "disk, process or memory"],
])("readConfig() refuses %j: expected %s", (argv, expected) => {
  const outcome = readConfig(argv, {});
  expect(outcome.kind === "faults" && outcome.faults).toEqual([expect.stringContaining(expected)]);
});

test("readConfig() reads origins, proxies and a port for metrics", () => {
  const flags = "--allow-origin https://a.example,* --trust-proxy 10.0.0.0/8,::1 --metrics-port 0";
  expect(config(flags.split(" "))).toMatchObject({
    allowedOrigins: ["https://a.example", "*"],
    trustedProxies: ["10.0.0.0/8", "::1"],
    metricsPort: 0,
  });
  expect(config([]).metricsPort).toBeUndefined();
});

test.each([
  ["log", "sqlite:/srv/own.db", "sqlite:…"],
  ["log", "sqlite:/srv/two\nlines.db", "sqlite:…"],
  ["log", "memory", "memory"],
  ["tls-cert", "/etc/a:b/hub.pem", "…"],
  ["tls-cert", "certificate", "…"],
])("readConfig() tells --%s %j without its path", (flag, given, told) => {
  const both = ["--tls-cert", "a", "--tls-key", "b"];
  const outcome = readConfig([...both, `--${flag}`, given], {});
  const settings = outcome.kind === "config" ? outcome.settings : [];
  expect(settings.find((setting) => setting.flag === flag)?.value).toBe(told);
});
