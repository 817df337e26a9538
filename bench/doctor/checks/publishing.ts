/** Whether the doctor could publish what it wanted to. */

import { findingsOf } from "../finding.ts";
import type { Check } from "../observations.ts";

const finding = findingsOf("publishing");

export const publishing: Check = ({ publishing: tried }) => {
  if (tried?.refusal === undefined) return [];
  return [
    finding.unknown(
      "The doctor could not publish",
      `${tried.refusal}. The checks used what the stream sends by itself.`,
      "Mend --publish-url, --publish-body or --publish-header.",
    ),
  ];
};
