/** Whether data with line ends arrives intact: each line needs its own data: line. */

import { resultsOf } from "../check-result.ts";
import type { Check, Published } from "../observations.ts";
import { arrivalOf, isOpened } from "../recording.ts";

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
  const got = arrivalOf(plain, sent.mark)?.event.data;
  if (got !== undefined && carries(got, sent)) {
    return [finding.ok("Data with line ends arrives intact", "Five lines, one event.")];
  }
  return [
    finding.fault(
      "Data with line ends is broken",
      `Published ${JSON.stringify(sent.data)}, received ${JSON.stringify(got ?? "nothing")}. ` +
        "Text after a line end can become a field, or an event, of the publisher's choice.",
      "Write one data: line per line of data, split at CRLF, CR and LF.",
    ),
  ];
};

/** CR arrives as LF. Data may also arrive wrapped in JSON, where a line end is two characters. */
function carries(got: string, { data }: Published): boolean {
  return got === data.replaceAll("\r", "\n") || got.includes(JSON.stringify(data).slice(1, -1));
}
