/** Publishes to any server by HTTP POST: one body of a template each, and what was answered. */

import type { PublishTemplate, PublishValues } from "./publish-template.ts";

const ANSWER_WITHIN_MS = 10_000;

/** Where and how to publish. */
export interface PublishSpec {
  readonly url: URL;
  readonly template: PublishTemplate;
  readonly headers: Readonly<Record<string, string>>;
  /** Takes any certificate. */
  readonly isInsecure: boolean;
}

/**
 * Publishes once. Answers what went wrong, in words, or undefined when it was taken.
 */
export async function publishTo(
  { url, template, headers, isInsecure }: PublishSpec,
  values: PublishValues,
): Promise<string | undefined> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": template.contentType, ...headers },
      body: template.bodyOf(values),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      tls: { rejectUnauthorized: !isInsecure },
    });
    const answer = await response.text();
    return response.ok
      ? undefined
      : `${url.href} answered ${response.status}: ${firstLine(answer)}`;
  } catch (error) {
    return `Cannot publish to ${url.href}: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function firstLine(text: string): string {
  return (text.split("\n")[0] ?? "").slice(0, 200);
}
