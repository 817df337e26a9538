/** The hub's error responses, as RFC 9457 problem details. */

import { type Problem, PROBLEM_CONTENT_TYPE } from "#protocol";

const TITLES: Readonly<Record<number, string>> = {
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  421: "Misdirected Request",
  426: "Upgrade Required",
  429: "Too Many Requests",
  431: "Request Header Fields Too Large",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

/** A request that cannot be served; `app.ts` turns it into the response. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  /** `detail` says what is wrong and what is expected. */
  constructor(status: number, detail: string, headers: Readonly<Record<string, string>> = {}) {
    super(detail);
    this.status = status;
    this.headers = headers;
  }
}

/** A problem's response; `detail` is for people to read. */
export function problemResponse(
  status: number,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const title = TITLES[status] ?? "Error";
  const problem: Problem = { type: "about:blank", title, status, detail };
  return Response.json(problem, {
    status,
    headers: { ...headers, "content-type": PROBLEM_CONTENT_TYPE, "cache-control": "no-store" },
  });
}
