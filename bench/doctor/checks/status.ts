/** Whether the status is 200: on others an EventSource gives up for good, or follows a redirect. */

import { resultsOf } from "../check-result.ts";
import type { Check } from "../observations.ts";

const finding = resultsOf("status");

export const status: Check = ({ plain: { head, redirects } }) => {
  if (head === undefined) return [];
  const got = head.head.status;
  if (got !== 200) {
    return [
      finding.fault(
        `The stream's status is ${got}`,
        `An EventSource opens only on 200; on ${got} it gives up for good.`,
        cureOf(got),
      ),
    ];
  }
  if (redirects.length === 0) return [finding.ok("Status 200", "No redirect on the way.")];
  return [
    finding.advice(
      redirects.length === 1
        ? "1 redirect leads to the stream"
        : `${redirects.length} redirects lead to the stream`,
      `It is at ${redirects.at(-1)}. Every reconnect follows the redirects again.`,
      "Give clients the final address.",
    ),
  ];
};

function cureOf(got: number): string {
  if (got === 401 || got === 403) {
    return "Pass the required credentials with --header or --bearer-env, or open the stream to readers.";
  }
  if (got === 204) return "204 tells clients never to reconnect: send 200 if they should.";
  if (got === 404) return "Check that the address has the right path and topics.";
  if (got >= 500 || got === 429) {
    return "Fix the server; under load, let clients reconnect by themselves with a jittered retry.";
  }
  return "Answer with 200.";
}
