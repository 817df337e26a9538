/** The flags of an endpoint that the bench does not know to what is needed to reach it. Pure. */

import type { EndpointOptions } from "./endpoint-scenario.ts";
import { hubTemplate, readTemplate } from "./publish-template.ts";
import type { PublishSpec } from "./publish-template.ts";

/** As `parseArgs` hands them over. */
export interface EndpointFlags {
  readonly header?: readonly string[] | undefined;
  readonly "bearer-env"?: string | undefined;
  readonly insecure?: boolean | undefined;
  readonly "publish-url"?: string | undefined;
  readonly "publish-body"?: string | undefined;
  readonly "publish-header"?: readonly string[] | undefined;
  readonly "timestamp-path"?: string | undefined;
}

/** Reads the flags for the endpoint at `url`; what is wrong is added to `faults`. */
export function readEndpointFlags(
  flags: EndpointFlags,
  url: URL,
  env: Readonly<Record<string, string | undefined>>,
  faults: string[],
): EndpointOptions {
  const headers = {
    ...readHeaders("--header", flags.header ?? [], faults),
    ...readBearer(flags["bearer-env"], env, faults),
  };
  return {
    headers,
    isInsecure: flags.insecure ?? false,
    publish: readPublish(flags, url, headers, faults),
    timestampPath: flags["timestamp-path"],
  };
}

function readHeaders(
  flag: string,
  lines: readonly string[],
  faults: string[],
): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const [, name, value] = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):\s*([^\r\n\0]*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) {
      faults.push(`${flag} is '${line}': expected such as 'Authorization: Bearer x'`);
    } else headers[name] = value;
  }
  return headers;
}

/** A token on the command line would be there for everyone to see. */
function readBearer(
  name: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  faults: string[],
): Record<string, string> {
  if (name === undefined) return {};
  const token = env[name]?.trim();
  if (token !== undefined && token !== "") return { Authorization: `Bearer ${token}` };
  faults.push(`--bearer-env is '${name}': expected the name of a variable that holds a token`);
  return {};
}

function readPublish(
  flags: EndpointFlags,
  url: URL,
  headers: Readonly<Record<string, string>>,
  faults: string[],
): PublishSpec | undefined {
  const { "publish-url": address, "publish-body": body } = flags;
  const own = readHeaders("--publish-header", flags["publish-header"] ?? [], faults);
  if (address === undefined) {
    if (body !== undefined) faults.push("--publish-body needs --publish-url");
    return undefined;
  }
  const publishUrl = URL.parse(address, url);
  if (publishUrl === null || !/^https?:$/.test(publishUrl.protocol)) {
    faults.push(`--publish-url is '${address}': expected an http: or https: address`);
    return undefined;
  }
  if (body !== undefined && !body.includes("{data}")) {
    faults.push(`--publish-body is '${body}': expected {data} where the event's data goes`);
  }
  return {
    url: publishUrl,
    template: body === undefined ? hubTemplate(url) : readTemplate(body),
    // What opens the stream is for the stream's own server alone.
    headers: publishUrl.origin === url.origin ? { ...headers, ...own } : own,
    isInsecure: flags.insecure ?? false,
  };
}
