import { describe, expect, test } from "bun:test";
import { endpointOf } from "./endpoint.ts";
import type { FlagValues } from "./flags.ts";

const url = new URL("https://h.example/events?topic=a");
const env = { TOKEN: "s3cret\n", EMPTY: "" };

function read(flags: FlagValues) {
  const faults: string[] = [];
  return { options: endpointOf(flags, url, env, faults), faults };
}

describe("endpointOf()", () => {
  test("reads headers, a token from the environment, and whether to trust any certificate", () => {
    const { options, faults } = read({
      header: ["X-One: 1", "x-two:2"],
      "bearer-env": "TOKEN",
      insecure: true,
      "timestamp-path": "meta.at",
    });
    expect(faults).toEqual([]);
    expect(options).toEqual({
      headers: { "X-One": "1", "x-two": "2", Authorization: "Bearer s3cret" },
      isInsecure: true,
      publish: undefined,
      timestampPath: "meta.at",
    });
  });

  test("publishes to this project's hub by default", () => {
    const { publish } = read({ "publish-url": "/events" }).options;
    expect(publish?.url.href).toBe("https://h.example/events");
    expect(publish?.template.bodyOf({ data: "d", id: "i", n: 1 })).toBe('{"topic":"a","data":"d"}');
  });

  test("sends the stream's headers to a publish address of the same origin only", () => {
    const header = ["Cookie: a=1"];
    const to = (address: string) =>
      read({ header, "publish-url": address, "publish-header": ["X: 1"] }).options.publish?.headers;
    expect(to("https://h.example/p")).toEqual({ Cookie: "a=1", X: "1" });
    expect(to("https://other.example/p")).toEqual({ X: "1" });
  });

  test.each<[FlagValues, string]>([
    [{ "bearer-env": "EMPTY" }, "--bearer-env is 'EMPTY'"],
    [{ "publish-url": "ftp://h/" }, "--publish-url is 'ftp://h/'"],
  ])("refuses %j, and says why", (flags, fault) => {
    expect(read(flags).faults.map((text) => text.slice(0, fault.length))).toEqual([fault]);
  });
});
