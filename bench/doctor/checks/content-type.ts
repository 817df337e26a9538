/** Whether the content type is that of an event stream, which an EventSource requires. */

import { resultsOf } from "../check-result.ts";
import type { Check } from "../observations.ts";
import { headerOf, isOpened } from "../recording.ts";

const finding = resultsOf("content-type");

export const contentType: Check = ({ plain }) => {
  if (!isOpened(plain)) return [];
  const value = headerOf(plain, "content-type");
  const [essence = "", ...parameters] = value.split(";").map((part) => part.trim().toLowerCase());
  if (essence !== "text/event-stream") {
    return [
      finding.fault(
        `The content type is ${value === "" ? "missing" : value}`,
        "Browsers refuse to read such a response as a stream, and do not try again.",
        "Send Content-Type: text/event-stream.",
      ),
    ];
  }
  const charset = parameters.find((parameter) => parameter.startsWith("charset="));
  if (charset === undefined || /^charset="?utf-?8"?$/.test(charset)) {
    return [finding.ok("The content type is correct", value)];
  }
  return [
    finding.fault(
      `The content type declares ${charset}`,
      "An event stream is always read as UTF-8, whatever this says.",
      "Encode the stream as UTF-8 and omit the charset.",
    ),
  ];
};
