/** A peer: Elysia's async generator route on Bun, which yields `sse()` from a queue for each subscriber. */

import { Elysia, sse, t } from "elysia";
import { eventIds, RETRY_MS, Topics } from "./publication.ts";

interface Event {
  readonly id: string;
  readonly data: string;
}

/** What a generator waits on. */
class Queue {
  #events: Event[] = [];
  #isEnded = false;
  #wake = () => {};

  push(event: Event): void {
    this.#events.push(event);
    this.#wake();
  }

  end(): void {
    this.#isEnded = true;
    this.#wake();
  }

  /** All events so far, at least one; none once the queue has ended. */
  async take(): Promise<readonly Event[]> {
    if (this.#events.length === 0 && !this.#isEnded) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
    }
    const events = this.#events;
    this.#events = [];
    return this.#isEnded ? [] : events;
  }
}

const topics = new Topics<Queue>();
const nextId = eventIds();

const app = new Elysia()
  .get(
    "/events",
    async function* ({ query: { topic }, request }) {
      const queue = new Queue();
      // A `finally` here would not run while the generator waits.
      request.signal.addEventListener("abort", () => {
        topics.leave(topic, queue);
        queue.end();
      });
      topics.join(topic, queue);
      yield sse({ retry: RETRY_MS });
      for (;;) {
        const events = await queue.take();
        if (events.length === 0) return;
        for (const { id, data } of events) yield sse({ id, data });
      }
    },
    { query: t.Object({ topic: t.String() }) },
  )
  .post(
    "/events",
    ({ body: { topic, data } }) => {
      const id = nextId();
      for (const queue of topics.of(topic)) queue.push({ id, data });
      return { id };
    },
    { body: t.Object({ topic: t.String(), data: t.String() }) },
  );

app.listen({ hostname: "127.0.0.1", port: 0, idleTimeout: 0, reusePort: false });
console.log(`listening on http://127.0.0.1:${app.server?.port}`);
