import { expect, test } from "bun:test";
import { peersChoiceOf } from "./peers.ts";

test("peersChoiceOf() takes names and addresses", () => {
  const faults: string[] = [];
  const { only, extraPeers } = peersChoiceOf(["node", "nchan"], ["a=http://127.0.0.1:9"], faults);
  expect({ only, extra: extraPeers.map(({ name }) => name), faults }).toEqual({
    only: ["node", "nchan"],
    extra: ["a"],
    faults: [],
  });
});

test("peersChoiceOf() reports every fault at once", () => {
  const faults: string[] = [];
  const { extraPeers } = peersChoiceOf(
    ["nodejs"],
    ["http://127.0.0.1:9", "hub=http://127.0.0.1:9", "a=http://x", "a=http://y"],
    faults,
  );
  expect(extraPeers.map(({ url }) => url.href)).toEqual(["http://x/"]);
  expect(faults).toEqual([
    "There is no peer 'nodejs': choose one of hub, hub-ws, bun-ws, node, better-sse, hono, elysia, nchan; did you mean node?",
    "--url is 'http://127.0.0.1:9': expected NAME=http://…",
    "--url is 'hub=http://127.0.0.1:9': there is already a peer 'hub'",
    "--url is 'a=http://y': there is already a peer 'a'",
  ]);
});
