import { expect, test } from "bun:test";
import { fetchStream } from "./hub-api.ts";

test.each(["../topics", "..", "", "0-1/../../stats", "0-1?x", "%2e%2e", "0-"])(
  "fetchStream() asks for nothing else where %j is wanted",
  async (id) => {
    // Outside a page there is no hub: a request would throw.
    expect(await fetchStream(id)).toBeUndefined();
  },
);
