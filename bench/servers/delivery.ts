/** Whether a server does its job at all: an event that is published arrives. Asked before anything is measured. */

import { BenchError, messageOf } from "../bench-error.ts";
import { postOnce } from "../load/publish/lane.ts";
import { type RunningServer, withTopic } from "./server.ts";

const ANSWER_MS = 10_000;
/** A server that refuses now and then can be measured; the comparison shows how often it does. */
const TRIES = 3;

/**
 * Publishes an event to a subscriber of its own.
 * @throws {BenchError} with this exit code if no event is accepted, or none arrives
 */
export async function requireDelivery(
  server: RunningServer,
  name: string,
  exitCode: number,
  patienceMs = ANSWER_MS,
): Promise<void> {
  const topic = `bench/check/${crypto.randomUUID().slice(0, 8)}`;
  const data = `check-${crypto.randomUUID()}`;
  const signal = AbortSignal.timeout(patienceMs);
  const refuse = (problem: string) => {
    throw new BenchError(`Cannot measure ${name}: ${problem}`, exitCode);
  };
  try {
    const headers = { accept: "text/event-stream" };
    const stream = await fetch(withTopic(server.eventsUrl, topic), { headers, signal });
    const refusal = await publish(server, topic, data);
    if (refusal !== undefined) {
      await stream.body?.cancel();
      return refuse(`it did not accept an event at ${server.publishUrl}: ${refusal}`);
    }
    if (await hasText(stream, data)) return;
  } catch (error) {
    if (error instanceof BenchError) throw error;
    if (!signal.aborted) return refuse(messageOf(error));
  }
  refuse(
    `an event that it accepted did not arrive within ${patienceMs / 1000} s at ${server.eventsUrl}`,
  );
}

/** Why it was refused each time; `undefined` once it is accepted. */
async function publish(
  { publishUrl, publishBody }: RunningServer,
  topic: string,
  data: string,
): Promise<string | undefined> {
  const address = { url: withTopic(publishUrl, topic) };
  let refusal: string | undefined;
  for (let left = TRIES; left > 0; left--) {
    refusal = await postOnce(address, publishBody(topic, data), ANSWER_MS);
    if (refusal === undefined) return undefined;
  }
  return refusal;
}

/** Whether the stream brings the text before it ends. */
async function hasText({ body }: Response, text: string): Promise<boolean> {
  if (body === null) return false;
  let seen = "";
  for await (const part of body.pipeThrough(new TextDecoderStream())) {
    seen += part;
    if (seen.includes(text)) return true;
  }
  return false;
}
