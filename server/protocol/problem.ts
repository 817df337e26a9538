/** RFC 9457 problem details: the shape of every error response. */

export const PROBLEM_CONTENT_TYPE = "application/problem+json";

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** What is wrong and what is expected, for people to read. */
  readonly detail: string;
}
