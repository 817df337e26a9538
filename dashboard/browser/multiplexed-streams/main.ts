/**
 * Entry: holds many streams of a hub with TLS, over as few HTTP/2 connections as it allows. A process of its own, so that
 * whoever measures is not the one who reads. Arguments: origin, count. Says `held` once the hub has answered each, and
 * ends with its standard input.
 */

import { type ClientHttp2Session, connect } from "node:http2";

/** Bun's server takes 256 at a time. */
const STREAMS_PER_CONNECTION = 250;

const [origin = "", count = "0"] = process.argv.slice(2);

for (let left = Number(count); left > 0; left -= STREAMS_PER_CONNECTION) {
  // The certificate of the tests vouches for nobody.
  const session = connect(origin, { rejectUnauthorized: false });
  const streams = Array.from({ length: Math.min(left, STREAMS_PER_CONNECTION) }, () =>
    holdStream(session),
  );
  await Promise.all(streams);
}
console.log("held");
process.stdin.on("end", () => process.exit(0)).resume();

function holdStream(session: ClientHttp2Session): Promise<void> {
  return new Promise((resolve, reject) => {
    // Without `Accept: text/event-stream` a refusal has a status of its own.
    const stream = session.request({ ":path": "/events?topic=held" });
    stream.once("response", ({ ":status": status }) => {
      if (status === 200) resolve();
      else reject(new Error(`The hub refused a stream with ${status}`));
    });
    stream.once("error", reject);
    stream.resume().end();
  });
}
