/** Whether the doctor could publish its events. */

import { resultsOf } from "../check-result.ts";
import type { Check } from "../observations.ts";

const finding = resultsOf("publishing");

export const publishing: Check = ({ publishing: tried }) => {
  if (tried?.refusal === undefined) return [];
  return [
    finding.unknown(
      "The doctor could not publish",
      `${tried.refusal}. The checks used the stream's own events.`,
      "Correct --publish-url, --publish-body or --publish-header.",
    ),
  ];
};
