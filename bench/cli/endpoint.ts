/** Turns the flags for an endpoint the bench knows nothing about into what it takes to reach it. Pure. */

import { url as address } from "#flags";
import type { EndpointOptions } from "../endpoint/endpoint-scenario.ts";
import { hubTemplate, type PublishSpec, readTemplate } from "../endpoint/publish-template.ts";
import type { FlagValues } from "./flags.ts";

/** The process's environment variables; one may hold a token. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** For the endpoint at `url`. Adds what is wrong to `faults`. */
export function endpointOf(
  values: FlagValues,
  url: URL,
  env: Environment,
  faults: string[],
): EndpointOptions {
  const headers = {
    ...headersOf(values.header ?? []),
    ...bearerOf(values["bearer-env"], env, faults),
  };
  return {
    headers,
    isInsecure: values.insecure ?? false,
    publish: publishOf(values, url, headers, faults),
    timestampPath: values["timestamp-path"],
  };
}

function headersOf(lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon), line.slice(colon + 1).trim()];
    }),
  );
}

/** The token comes from a variable: everyone on the machine can read a command line. */
function bearerOf(
  name: string | undefined,
  env: Environment,
  faults: string[],
): Record<string, string> {
  if (name === undefined) return {};
  const token = env[name]?.trim();
  if (token !== undefined && token !== "") return { Authorization: `Bearer ${token}` };
  faults.push(`--bearer-env is '${name}': expected the name of a variable that holds a token`);
  return {};
}

function publishOf(
  values: FlagValues,
  url: URL,
  headers: Readonly<Record<string, string>>,
  faults: string[],
): PublishSpec | undefined {
  const { "publish-url": to, "publish-body": body, insecure = false } = values;
  if (to === undefined) return undefined;
  const publishUrl = address.read(URL.parse(to, url)?.href ?? "");
  if (publishUrl === undefined) {
    faults.push(`--publish-url is '${to}': expected ${address.expected}`);
    return undefined;
  }
  const own = headersOf(values["publish-header"] ?? []);
  return {
    url: publishUrl,
    template: body === undefined ? hubTemplate(url) : readTemplate(body),
    // Credentials for the stream are for its own server only.
    headers: publishUrl.origin === url.origin ? { ...headers, ...own } : own,
    isInsecure: insecure,
  };
}
