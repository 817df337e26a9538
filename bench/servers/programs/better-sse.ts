/** A peer: better-sse on Node, with a channel for each topic. It names every event `message` and encodes it for each session. */

import { type Channel, createChannel, createSession } from "better-sse";
import { serveOnNode } from "./node-http.ts";
import { eventIds, RETRY_MS } from "./publication.ts";

const channels = new Map<string, Channel>();
const nextId = eventIds();

serveOnNode({
  subscribe(topic, request, response) {
    // The data is text already; by default the library would turn it into JSON.
    const options = { retry: RETRY_MS, keepAlive: 15_000, serializer: String };
    createSession(request, response, options).then(
      (session) => channelOf(topic).register(session),
      () => response.destroy(),
    );
  },
  publish({ topic, data }) {
    const id = nextId();
    channels.get(topic)?.broadcast(data, "message", { eventId: id });
    return id;
  },
});

function channelOf(topic: string): Channel {
  const known = channels.get(topic);
  if (known !== undefined) return known;
  const channel: Channel = createChannel();
  channel.on("session-deregistered", () => {
    if (channel.sessionCount === 0) channels.delete(topic);
  });
  channels.set(topic, channel);
  return channel;
}
