/** `POST /events`: one event, as JSON or as a form; responds with its id once it is durable. */

import { Elysia, t } from "elysia";
import type { Draft } from "#protocol";
import type { Hub } from "../hub/hub.ts";
import { readLimitedText } from "./limited-body.ts";
import { ProblemError } from "./problems.ts";
import { isUtf8Encoded } from "./request-target.ts";

const PublishBody = t.Object(
  {
    topic: t.Union([t.String(), t.Array(t.String())], {
      description: "one topic, or an array of topics",
    }),
    data: t.String({ description: "a string, which may be empty" }),
    type: t.Optional(t.String({ description: "a string: the event type" })),
    id: t.Optional(t.String({ description: "a string: the publisher's own id" })),
    // `t.Integer` would also accept digits as text, and convert them in a slow walk through each body.
    retry: t.Optional(
      t.Union([t.Number({ multipleOf: 1 }), t.String({ pattern: "^\\d+$" })], {
        description: "a whole number of milliseconds",
      }),
    ),
  },
  { additionalProperties: false, description: "an object with topic and data" },
);

export function publishRoute(hub: Hub, maxBodyBytes: number) {
  return new Elysia({ name: "publish" }).post(
    "/events",
    async ({ body }) => {
      const { id } = await hub.publish(draftOf(body));
      return { id };
    },
    { body: PublishBody, parse: ({ request }) => readPublishBody(request, maxBodyBytes) },
  );
}

function draftOf({ topic, retry, ...rest }: typeof PublishBody.static): Draft {
  const topics = typeof topic === "string" ? [topic] : topic;
  return { ...rest, topics, ...(retry === undefined ? {} : { retryMs: Number(retry) }) };
}

/** Parses the body by its content type; the schema checks its fields. */
async function readPublishBody(request: Request, maxBytes: number): Promise<unknown> {
  const contentType = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (contentType === "application/json") return readJson(await readLimitedText(request, maxBytes));
  if (contentType === "application/x-www-form-urlencoded") {
    return readForm(await readLimitedText(request, maxBytes));
  }
  const got = contentType ? `'${contentType}'` : "nothing";
  throw new ProblemError(
    415,
    `Content-Type is ${got}: expected application/json or application/x-www-form-urlencoded`,
  );
}

function readJson(body: string): unknown {
  let fields: unknown;
  try {
    fields = JSON.parse(body);
  } catch (error) {
    throw new ProblemError(
      400,
      `The body is not JSON: ${error instanceof Error ? error.message : error}`,
    );
  }
  if (!isFlat(fields)) {
    throw new ProblemError(
      400,
      "The body is nested too deeply: expected an object of strings and an array of topics",
    );
  }
  return fields;
}

/**
 * No valid body is deeper than an object with an array in it, and the schema check would recurse all the way down.
 */
function isFlat(fields: unknown): boolean {
  return !isObject(fields) || Object.values(fields).every((value) => hasNoObjects(value));
}

function hasNoObjects(value: unknown): boolean {
  return !isObject(value) || !Object.values(value).some(isObject);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function readForm(body: string): Record<string, unknown> {
  if (!isUtf8Encoded(body)) throw new ProblemError(400, "The body is not UTF-8");
  const form = new URLSearchParams(body);
  const fields: Record<string, unknown> = Object.fromEntries(form);
  if (form.has("topic")) fields.topic = form.getAll("topic");
  for (const name of ["data", "type", "id", "retry"]) {
    if (form.getAll(name).length > 1) throw new ProblemError(400, `${name}: expected only one`);
  }
  return fields;
}
