/**
 * The body of a publish, out of a template with `{data}`, `{id}` and `{n}`. Pure: each value is escaped
 * as the template's own form needs it, so that no data can end the field that it stands in.
 */

import type { PublishAddress } from "../load/publish/lane.ts";

/** What one publish puts into the template. */
export interface PublishValues {
  readonly data: string;
  /** An id of the publisher's own, for servers that take one. */
  readonly id: string;
  /** Counts publishes from 1. */
  readonly n: number;
}

export interface PublishTemplate {
  readonly contentType: string;
  bodyOf(values: PublishValues): string;
}

/** Where and how to publish. */
export interface PublishSpec {
  readonly url: URL;
  readonly template: PublishTemplate;
  readonly headers: Readonly<Record<string, string>>;
  /** Takes any certificate. */
  readonly isInsecure: boolean;
}

export function addressOf({ template, ...rest }: PublishSpec): PublishAddress {
  return { ...rest, contentType: template.contentType };
}

const PLACEHOLDER = /\{(data|id|n)\}/g;

/** Reads a template: JSON, a form (`topic=a&data={data}`) or plain text, by what it looks like. */
export function readTemplate(template: string): PublishTemplate {
  const { contentType, escape } = formOf(template);
  return {
    contentType,
    bodyOf: ({ data, id, n }) => {
      const values = { data, id, n: String(n) };
      return template.replace(PLACEHOLDER, (whole, name: string) =>
        name === "data" || name === "id" || name === "n" ? escape(values[name]) : whole,
      );
    },
  };
}

/** What this project's own hub takes: the topics that `url` subscribes to, and the data. */
export function hubTemplate(url: URL): PublishTemplate {
  const topics = url.searchParams.getAll("topic");
  const topic = JSON.stringify(topics.length === 1 ? topics[0] : topics);
  return readTemplate(`{"topic":${topic},"data":"{data}"}`);
}

function formOf(template: string): { contentType: string; escape: (text: string) => string } {
  if (isJson(template)) return { contentType: "application/json", escape: insideJsonString };
  if (/^[^\s=&]+=[^\r\n]*$/.test(template)) {
    return { contentType: "application/x-www-form-urlencoded", escape: encodeURIComponent };
  }
  return { contentType: "text/plain; charset=utf-8", escape: (text) => text };
}

/** A digit is JSON both within a string and bare, so it can stand in for every placeholder. */
function isJson(template: string): boolean {
  try {
    return typeof JSON.parse(template.replace(PLACEHOLDER, "0")) === "object";
  } catch {
    return false;
  }
}

function insideJsonString(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
