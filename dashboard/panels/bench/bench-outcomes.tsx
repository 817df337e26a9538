/** What runs said in the end. */

import type { BenchOutcome } from "#protocol";
import { formatCount } from "../../common/format.ts";
import { shortened } from "../../common/hidden-characters.ts";
import { verbatim } from "../../components/verbatim.tsx";

/** Anyone may publish a run: longer texts are cut off, and more findings left out. */
const SHOWN_CHARACTERS = 1_000;
const SHOWN_FINDINGS = 20;

export function Outcomes({ outcomes }: { readonly outcomes: readonly BenchOutcome[] }) {
  return (
    <ol class="bench-outcomes">
      {outcomes.map(({ headline, findings, isValid }, index) => (
        <li key={outcomes.length - index} data-bench-valid={isValid}>
          <b>{verbatim(shortened(headline, SHOWN_CHARACTERS))}</b>
          {findings.slice(0, SHOWN_FINDINGS).map((finding, at) => (
            <p key={at}>{verbatim(shortened(finding, SHOWN_CHARACTERS))}</p>
          ))}
          {findings.length > SHOWN_FINDINGS ? (
            <p>and {formatCount(findings.length - SHOWN_FINDINGS)} more</p>
          ) : null}
        </li>
      ))}
    </ol>
  );
}
