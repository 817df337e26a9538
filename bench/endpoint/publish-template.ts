/**
 * A publish body from a template with `{data}`, `{id}` and `{n}`. Pure: values are escaped for the template's format,
 * so that no data can break out of its field.
 */

import type { PublishAddress } from "../load/publish/lane.ts";

/** The values for one publish. */
export interface PublishValues {
  readonly data: string;
  /** The publisher's own id, for servers that accept one. */
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
  /** Accepts any certificate. */
  readonly isInsecure: boolean;
}

export function addressOf({ template, ...rest }: PublishSpec): PublishAddress {
  return { ...rest, contentType: template.contentType };
}

const PLACEHOLDER = /\{(data|id|n)\}/g;

/** Parses a template and detects its format: JSON, a form (`topic=a&data={data}`) or plain text. */
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

/** The template for this project's hub: the topics that `url` subscribes to, and the data. */
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

/** A digit is valid JSON both within a string and bare, so it can replace every placeholder. */
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
