import { expect, test } from "bun:test";
import {
  array,
  assert,
  constantFrom,
  integer,
  pre,
  property,
  record,
  stringMatching,
} from "fast-check";
import { draftFault, encodeEvent, withLineFeeds } from "#protocol";
import type { DurableEvent } from "../log/event-log.ts";
import { eventsOf, shareBatch } from "./shared-batch.ts";

const fields = record(
  {
    topics: array(stringMatching(/^[a-z]{1,5}$/), { minLength: 1, maxLength: 3 }),
    data: array(constantFrom(" ", "\n", "\r", "data:", ":", "x", "é", "🙂", "\uFEFF")),
    type: stringMatching(/^[ a-z]{0,6}$/),
    retryMs: integer({ min: 100, max: 1e6 }),
  },
  { requiredKeys: ["topics", "data"] },
);

test("a shared batch has the events that it was made of, and their bytes", () => {
  assert(
    property(array(fields), (drafts) => {
      const batch = drafts.map(({ data, ...rest }, index): DurableEvent => {
        const draft = withLineFeeds({ ...rest, data: data.join("") });
        pre(draftFault(draft) === undefined);
        const event = { ...draft, id: `e-${index}`, position: index + 1 };
        return { event, sizeBytes: index, acceptedAtMs: index % 2 === 0 ? 0.5 : undefined };
      });
      const shared = eventsOf(structuredClone(shareBatch(batch)));
      expect(shared.length).toBe(batch.length);
      for (const [index, { event, sizeBytes, acceptedAtMs }] of batch.entries()) {
        const own = shared[index];
        expect([own?.sizeBytes, own?.acceptedAtMs]).toEqual([sizeBytes, acceptedAtMs]);
        const { topics, data, id, position, type, retryMs } = own?.event ?? event;
        expect({ topics, data, id, position, type, retryMs }).toEqual({
          type: undefined,
          retryMs: undefined,
          ...event,
        });
        expect(own?.bytes).toEqual(encodeEvent(event));
      }
    }),
  );
});
