/** Whether data with line ends arrives intact: each line needs its own data: line. */

import { resultsOf } from "../check-result.ts";
import type { Check, Published } from "../observations.ts";
import { isOpened } from "../recording.ts";

const finding = resultsOf("multi-line");

export const multiLine: Check = ({ plain, publishing }) => {
  if (!isOpened(plain)) return [];
  const sent = publishing?.multiLine;
  if (sent === undefined) {
    return [
      finding.unknown(
        "Whether data with line ends arrives intact",
        "Nothing with line ends was published.",
        "Pass --publish-url, so that the doctor can publish some.",
      ),
    ];
  }
  if (sent.refusal !== undefined) {
    return [
      finding.unknown(
        "Whether data with line ends arrives intact",
        `The publish address refused it: ${sent.refusal}.`,
        "If events should have line ends, accept them.",
      ),
    ];
  }
  const got = sent.arrival?.event.data;
  if (got === undefined) {
    return [
      finding.unknown(
        "Whether data with line ends arrives intact",
        "The publish address accepted it, but it did not arrive in time.",
        "Check what the server does with such data; if it drops it, let it refuse it instead.",
      ),
    ];
  }
  if (carries(got, sent)) {
    return [finding.ok("Data with line ends arrives intact", "Five lines, one event.")];
  }
  if (carries(got, { data: sent.data.trimEnd() })) {
    return [
      finding.advice(
        "The last line end of data is lost",
        `Published ${JSON.stringify(sent.data)}, received ${JSON.stringify(got)}.`,
        "If line ends at the end matter, keep them.",
      ),
    ];
  }
  return [
    finding.fault(
      "Data with line ends is broken",
      `Published ${JSON.stringify(sent.data)}, received ${JSON.stringify(got)}. ` +
        "Text after a line end can become a field, or an event, of the publisher's choice.",
      "Write one data: line per line of data, split at CRLF, CR and LF.",
    ),
  ];
};

/** CR arrives as LF. Data may also arrive wrapped in JSON, where a line end is two characters. */
function carries(got: string, { data }: Pick<Published, "data">): boolean {
  return got === data.replaceAll("\r", "\n") || got.includes(JSON.stringify(data).slice(1, -1));
}
